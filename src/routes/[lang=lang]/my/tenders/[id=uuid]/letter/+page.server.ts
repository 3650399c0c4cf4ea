import { tenderLetter } from '#capabilities/procurements/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tender, letter } = await tenderLetter(ctx, params.id);
	return {
		id: tender.id,
		title: tender.procurement.title,
		organisation: tender.organisationName,
		letter
	};
};
