import { debriefForm } from '#capabilities/procurements/written-form.ts';
import {
	accessTender,
	askDebrief,
	ownDebriefs,
	submitTenderPermission,
	tenderLetter
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tender, letter } = await tenderLetter(ctx, params.id);
	return {
		id: tender.id,
		title: tender.procurement.title,
		lot: tender.round.lot,
		organisation: tender.organisationName,
		letter,
		...(await ownDebriefs(ctx, params.id))
	};
};

export const actions = {
	debrief: formAction({
		id: 'debrief',
		schema: debriefForm,
		door: (ctx, event) => accessTender(ctx, event.params.id!, submitTenderPermission),
		run: async (ctx, data, { params }) => {
			await askDebrief(ctx, params.id!, data);
			return {
				to: `/${ctx.lang}/my/tenders/${params.id}/letter#debriefs`,
				flash: 'written.debrief.asked'
			};
		}
	})
};
