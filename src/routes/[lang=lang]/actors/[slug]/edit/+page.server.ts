import { formAction } from '#platform/server/http/form-action.ts';
import { accessOrganisation, editOrganisation, editPermission } from '#capabilities/actors/index.ts';
import { editForm, formValues } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const org = await accessOrganisation(ctx, params.slug, editPermission);
	return {
		organisation: { slug: org.slug, name: org.name, soleTrader: org.soleTrader },
		version: org.version,
		values: formValues(org, ctx.lang),
		original: { about: org.about, offers: org.offers, needs: org.needs }
	};
};

export const actions: Actions = {
	default: formAction({
		schema: editForm,
		door: (ctx, { params }) => accessOrganisation(ctx, params.slug!, editPermission),
		run: async (ctx, data, { params }) => {
			await editOrganisation(ctx, params.slug!, data);
			return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.edit.done' };
		}
	})
};
