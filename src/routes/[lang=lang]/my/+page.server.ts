import { myTeamInvitations } from '#capabilities/initiatives/index.ts';
import { myWork } from '#capabilities/mywork/index.ts';

export const load = async ({ locals: { ctx } }) => ({
	work: await myWork(ctx),
	invitations: (await myTeamInvitations(ctx)).length
});
