import { formAction } from '#platform/server/http/form-action.ts';
import { accessOrganisation, hideOrganisation, hidePermission } from '#capabilities/actors/index.ts';
import { hideForm } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { slug, name } = await accessOrganisation(ctx, params.slug, hidePermission);
	return { organisation: { slug, name } };
};

export const actions: Actions = {
	default: formAction({
		schema: hideForm,
		door: (ctx, { params }) => accessOrganisation(ctx, params.slug!, hidePermission),
		run: async (ctx, { reason }, { params }) => {
			await hideOrganisation(ctx, params.slug!, reason);
			return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.hide.done' };
		}
	})
};
