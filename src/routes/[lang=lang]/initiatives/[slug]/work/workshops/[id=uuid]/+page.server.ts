import { formAction } from '#platform/server/http/form-action.ts';
import { nothingForm } from '#capabilities/workshops/form.ts';
import { facilitateWorkshop, publishWorkshop, workshopOverview } from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { workshop, stage, counts, expected, missing, present, mayFacilitate } = await workshopOverview(
		ctx,
		params.slug,
		params.id
	);
	return { workshop, stage, counts, expected, missing, present, mayFacilitate };
};

export const actions = {
	publish: formAction({
		id: 'publish',
		schema: nothingForm,
		door: (ctx, event) => facilitateWorkshop(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, _data, { params }) => {
			await publishWorkshop(ctx, params.slug!, params.id!);
			const path = `/${ctx.lang}/initiatives/${params.slug}/work/workshops/${params.id}`;
			return { to: `${path}/invite`, flash: 'workshops.flash.published' as const };
		}
	})
};
