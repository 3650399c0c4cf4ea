import { formAction } from '#platform/server/http/form-action.ts';
import { cancelForm } from '#capabilities/workshops/form.ts';
import { cancelWorkshop, facilitateWorkshop, workshopOverview } from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { workshop, counts } = await workshopOverview(ctx, params.slug, params.id);
	await facilitateWorkshop(ctx, params.slug, params.id);
	return { workshop, counts };
};

export const actions = {
	default: formAction({
		schema: cancelForm,
		door: (ctx, event) => facilitateWorkshop(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params }) => {
			const { mailed } = await cancelWorkshop(ctx, params.slug!, params.id!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/workshops/${params.id}`,
				flash: 'workshops.flash.cancelled' as const,
				params: { n: mailed }
			};
		}
	})
};
