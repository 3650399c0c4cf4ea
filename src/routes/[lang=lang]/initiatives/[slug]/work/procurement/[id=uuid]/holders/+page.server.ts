import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { holdersForm } from '#capabilities/procurements/form.ts';
import { accessProcurement, appointHolders, holdersPage } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { appointed, openers, rounds } = await holdersPage(ctx, refOf(params));
	return {
		appointed,
		openers,
		fixed: rounds.map(({ round, holders }) => ({
			number: round.number,
			step: round.step,
			lot: round.lot?.position ?? null,
			holders: holders.map(({ personId: _, ...one }) => one)
		}))
	};
};

export const actions = {
	default: formAction({
		schema: holdersForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await appointHolders(ctx, refOf(params), data);
			return { to: `${pathOf(ctx.lang, params)}/holders`, flash: 'procurement.holders.saved' };
		}
	})
};
