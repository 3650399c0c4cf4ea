import { hasPlatformRole, hasRoleIn } from '#platform/access/index.ts';
import { defineFileOwner } from '#platform/server/files/index.ts';
import { PROOF } from './claims.ts';

/** A proof of authority is read by who sent it and by those who decide: never by anybody else. */
defineFileOwner(PROOF, async (ctx, claimId, { uploadedBy }) => {
	if (ctx.actor.personId === null) return false;
	if (uploadedBy === ctx.actor.personId || hasPlatformRole(ctx.actor, 'process-leader')) return true;
	const claim = await ctx.db
		.selectFrom('organisation_claim')
		.select('organisation_id')
		.where('id', '=', claimId)
		.executeTakeFirst();
	return claim !== undefined && hasRoleIn(ctx.actor, claim.organisation_id, 'representative');
});
