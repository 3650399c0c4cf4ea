import { waitingForMe } from '#capabilities/comments/index.ts';
import { myTeamInvitations } from '#capabilities/initiatives/index.ts';
import { myWork } from '#capabilities/mywork/index.ts';

export const load = async ({ locals: { ctx } }) => {
	const [work, comments, invitations] = await Promise.all([
		myWork(ctx),
		waitingForMe(ctx),
		myTeamInvitations(ctx)
	]);
	return { work, comments, invitations: invitations.length };
};
