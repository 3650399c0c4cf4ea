import { z } from 'zod';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessTender,
	draftTender,
	roundHolders,
	submitByHand,
	submitTenderPermission,
	templatesFor,
	toSeal
} from '#capabilities/procurements/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const tender = await accessTender(ctx, params.id, draftTender);
	const open = tender.round.tendersOpen && !tender.procurement.cancelledAt;
	const holders = await roundHolders(ctx.db, tender.round.id);
	return {
		id: tender.id,
		organisation: tender.organisationName,
		title: plainText(tender.procurement.title, ctx.lang),
		until: tender.round.tendersUntil!,
		open: open && holders.length > 0,
		anonymous: tender.round.anonymous,
		negotiates: tender.procurement.negotiation !== null,
		version: open && holders.length > 0 ? (await toSeal(ctx.db, tender)).label.version : 1,
		templates: open && holders.length > 0 ? Object.keys(await templatesFor(ctx, params.id)) : [],
		holders: holders.map(({ personId: _, ...one }) => one),
		maySubmit: submitTenderPermission.rule(ctx.actor, tender) === null
	};
};

export const actions = {
	default: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessTender(ctx, event.params.id!, submitTenderPermission),
		run: async (ctx, _data, { params }, form) => {
			const files = form.getAll('sealed').filter((one): one is File => one instanceof File && one.size > 0);
			const receipt = await submitByHand(ctx, params.id!, files);
			return {
				to: `/${ctx.lang}/my/tenders/${params.id}`,
				flash: 'procurement.tender.received',
				params: { version: receipt.version }
			};
		}
	})
};
