import { authorize } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { createOrganisation, createPermission, findByWords } from '#capabilities/actors/index.ts';
import { createForm } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	authorize(ctx, createPermission, null);
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, 150);
	return { words, like: words ? await findByWords(ctx, words) : null };
};

export const actions: Actions = {
	default: formAction({
		schema: createForm,
		door: (ctx) => authorize(ctx, createPermission, null),
		run: async (ctx, data) => {
			const { slug } = await createOrganisation(ctx, data);
			return {
				to: `/${ctx.lang}/actors/${slug}`,
				flash: data.mine ? 'actors.new.done-mine' : 'actors.new.done'
			};
		}
	})
};
