import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { exemptionForm } from '#capabilities/procurements/form.ts';
import { accessProcurement, recordExemption } from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

export const actions = {
	default: formAction({
		schema: exemptionForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }) => {
			await recordExemption(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params), flash: 'procurement.exemption.recorded' };
		}
	})
};
