import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, facilitateInitiative } from '#capabilities/initiatives/index.ts';
import { moderateComment, moderationQueue } from '#capabilities/comments/index.ts';
import { moderateSchema } from '#capabilities/comments/form.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, facilitateInitiative);
	return { queue: await moderationQueue(ctx.db, run.id) };
};

export const actions = {
	moderate: formAction({
		id: 'moderate',
		schema: moderateSchema,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, facilitateInitiative),
		run: async (ctx, data, { params }) => {
			await moderateComment(ctx, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/comments`, flash: 'comments.moderate.done' };
		}
	})
};
