import { toLang } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { workshopEditForm } from '#capabilities/workshops/form.ts';
import { facilitateWorkshop, updateWorkshop } from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { workshop } = await facilitateWorkshop(ctx, params.slug, params.id);
	return { workshop, textLang: toLang(url.searchParams.get('in'), workshop.title.o) };
};

export const actions = {
	default: formAction({
		schema: workshopEditForm,
		door: (ctx, event) => facilitateWorkshop(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params }) => {
			const { mailed } = await updateWorkshop(ctx, params.slug!, params.id!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/workshops/${params.id}`,
				flash:
					mailed > 0 ? ('workshops.flash.changed-mailed' as const) : ('workshops.flash.changed' as const),
				params: { n: mailed }
			};
		}
	})
};
