import { hasPlatformRole } from '#platform/access/index.ts';
import { claimsForMe } from '#capabilities/actors/index.ts';
import { waitingForMe } from '#capabilities/comments/index.ts';
import { countTeamInvitations } from '#capabilities/initiatives/index.ts';
import { keyTasks } from '#capabilities/procurements/index.ts';
import { myWork } from '#capabilities/mywork/index.ts';
import { myRegisters } from '#capabilities/records/index.ts';
import { askedOnce } from '#platform/server/db/asked-once.ts';
import { unsent } from '#platform/unsent.ts';

export const load = async ({ locals }) => {
	// What is asked at the same moment travels together.
	const ctx = { ...locals.ctx, db: askedOnce(locals.ctx.db) };
	const [work, comments, invitations, claims, registers, keys] = await Promise.all([
		myWork(ctx),
		waitingForMe(ctx),
		countTeamInvitations(ctx),
		claimsForMe(ctx),
		myRegisters(ctx),
		keyTasks(ctx)
	]);
	return {
		work: unsent(work),
		comments,
		invitations,
		claims,
		registers,
		keys,
		leads: hasPlatformRole(ctx.actor, 'process-leader')
	};
};
