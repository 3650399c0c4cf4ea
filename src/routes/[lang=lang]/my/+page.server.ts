import { waitingForMe } from '#capabilities/comments/index.ts';
import { myWork } from '#capabilities/mywork/index.ts';

export const load = async ({ locals: { ctx } }) => {
	const [work, comments] = await Promise.all([myWork(ctx), waitingForMe(ctx)]);
	return { work, comments };
};
