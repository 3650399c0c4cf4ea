import { can } from '#platform/access/index.ts';
import { defineFileOwner } from '#platform/server/files/index.ts';
import { accessInitiativeById } from '#capabilities/initiatives/index.ts';
import { followAgreement, viewAgreement } from './access.ts';

/** Published documents go to whoever may see the agreement; the others to team and parties. */
defineFileOwner('agreement', async (ctx, agreementId, file) => {
	const row = await ctx.db
		.selectFrom('agreement')
		.select(['initiative_id', 'revision', 'published_at', 'ended_at'])
		.where('id', '=', agreementId)
		.executeTakeFirst();
	if (!row) return false;
	const run = await accessInitiativeById(ctx, row.initiative_id).catch(() => null);
	if (!run) return false;
	const parties = await ctx.db
		.selectFrom('agreement_party')
		.select(['id', 'organisation_id as organisationId', 'role'])
		.where('agreement_id', '=', agreementId)
		.execute();
	const key = {
		id: agreementId,
		run,
		revision: row.revision,
		publishedAt: row.published_at,
		endedAt: row.ended_at,
		parties
	};
	return can(ctx.actor, followAgreement, key) || (file.published && can(ctx.actor, viewAgreement, key));
});
