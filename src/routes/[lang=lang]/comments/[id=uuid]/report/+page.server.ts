import { formAction } from '#platform/server/http/form-action.ts';
import { reportable, reportComment } from '#capabilities/comments/index.ts';
import { reportSchema } from '#capabilities/comments/form.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { body, found } = await reportable(ctx, params.id);
	return { body, back: found.path };
};

export const actions = {
	default: formAction({
		schema: reportSchema,
		door: (ctx, event) => reportable(ctx, event.params.id!),
		run: async (ctx, { reason }, { params }) => {
			const { path } = await reportComment(ctx, params.id!, reason);
			return { to: `/${ctx.lang}${path}`, flash: 'comments.report.done' };
		}
	})
};
