import { can } from '#platform/access/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { toBase64 } from '#platform/sealing/index.ts';
import {
	accessTender,
	draftTender,
	factsFor,
	filesOf,
	standingOf,
	submitTenderPermission,
	titleWithLot
} from '#capabilities/procurements/index.ts';
import { clientMessages } from '../../../client-messages.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const tender = await accessTender(ctx, params.id, draftTender);
	const { draft, unsealed, procurement, round } = tender;
	return {
		id: tender.id,
		organisation: tender.organisationName,
		title: titleWithLot(translator(ctx.lang), procurement.title, round.lot),
		until: round.tendersUntil!,
		open: round.tendersOpen && !procurement.cancelledAt,
		anonymous: round.anonymous,
		negotiates: procurement.negotiation !== null,
		revision: tender.revision,
		draft: draft && { recipient: draft.recipient, body: toBase64(draft.body) },
		unsealed,
		facts: await factsFor(ctx.db, tender),
		standing: standingOf(tender),
		arrived: (await filesOf(ctx.db, tender.id)).filter((one) => one.done).map((one) => one.id),
		maySubmit: can(ctx.actor, submitTenderPermission, tender),
		messages: clientMessages(ctx.lang, [
			'procurement.write.',
			'written.declare.',
			'written.refuse.',
			'written.conditions.proof',
			'procurement.tender.',
			'procurement.refuse.',
			'lots.refuse.',
			'procurement.file.',
			'procurement.round.title',
			'procurement.key.insecure',
			'written.negotiation.write',
			'anonymous.write'
		])
	};
};
