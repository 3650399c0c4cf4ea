import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { moderateComment, myModerationQueue } from '#capabilities/comments/index.ts';
import { moderateSchema, queueAddress, readQueueState } from '#capabilities/comments/form.ts';

const read = (params: URLSearchParams) => ({
	state: readQueueState(params.get('state')),
	page: Math.min(1000, Math.max(1, Math.trunc(Number(params.get('page'))) || 1))
});

export const load = async ({ locals: { ctx }, url }) => {
	const { state, page } = read(url.searchParams);
	return { state, ...(await myModerationQueue(ctx, state, page)) };
};

export const actions = {
	moderate: formAction({
		id: 'moderate',
		schema: moderateSchema,
		door: (ctx) => requirePerson(ctx),
		run: async (ctx, data, { url }) => {
			await moderateComment(ctx, data);
			const { state } = read(url.searchParams);
			return { to: `/${ctx.lang}/my/comments${queueAddress(state)}`, flash: 'comments.moderate.done' };
		}
	})
};
