import { hasPlatformRole } from '#platform/access/index.ts';
import { claimsForMe } from '#capabilities/actors/index.ts';
import { waitingForMe } from '#capabilities/comments/index.ts';
import { myTeamInvitations } from '#capabilities/initiatives/index.ts';
import { myWork } from '#capabilities/mywork/index.ts';

export const load = async ({ locals: { ctx } }) => {
	const [work, comments, invitations, claims] = await Promise.all([
		myWork(ctx),
		waitingForMe(ctx),
		myTeamInvitations(ctx),
		claimsForMe(ctx)
	]);
	return {
		work,
		comments,
		invitations: invitations.length,
		claims,
		leads: hasPlatformRole(ctx.actor, 'process-leader')
	};
};
