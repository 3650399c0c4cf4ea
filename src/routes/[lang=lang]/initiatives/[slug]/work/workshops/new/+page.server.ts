import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, facilitateInitiative } from '#capabilities/initiatives/index.ts';
import { workshopForm } from '#capabilities/workshops/form.ts';
import { createWorkshop } from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	await accessInitiative(ctx, params.slug, facilitateInitiative);
	return { afterwards: url.searchParams.has('held') };
};

export const actions = {
	default: formAction({
		schema: workshopForm,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, facilitateInitiative),
		run: async (ctx, data, { params }) => {
			const { id } = await createWorkshop(ctx, params.slug!, data);
			const path = `/${ctx.lang}/initiatives/${params.slug}/work/workshops/${id}`;
			return data.afterwards
				? { to: `${path}/participants`, flash: 'workshops.flash.afterwards' as const }
				: { to: path, flash: 'workshops.flash.created' as const };
		}
	})
};
