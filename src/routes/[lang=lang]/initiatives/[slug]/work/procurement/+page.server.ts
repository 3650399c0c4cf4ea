import { can } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';
import { offeredMethods } from '#capabilities/methods/index.ts';
import { newProcurementForm } from '#capabilities/procurements/form.ts';
import { createProcurement, listProcurements } from '#capabilities/procurements/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { run, procurements } = await listProcurements(ctx, params.slug);
	return {
		procurements,
		mayProcure: can(ctx.actor, procureForInitiative, run),
		methods: await offeredMethods(ctx.db, 'pcp')
	};
};

export const actions = {
	default: formAction({
		schema: newProcurementForm,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, procureForInitiative),
		run: async (ctx, data, { params }) => {
			const id = await createProcurement(ctx, params.slug!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/procurement/${id}`,
				flash: 'procurement.begun'
			};
		}
	})
};
