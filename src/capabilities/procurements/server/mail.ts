import { z } from 'zod';
import type { Translator } from '#platform/i18n/index.ts';
import { titleWithLot } from '../lots.ts';
import { toText, readText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Db, Tx } from '#platform/server/db/index.ts';
import { defineJob, enqueue } from '#platform/server/jobs/index.ts';
import { defineMail, personRecipient, sendMail } from '#platform/server/mail/index.ts';
import { receiptById } from '#platform/server/receipts/index.ts';
import { receiptFile } from './receipt-file.ts';

/** What tenderers are told of; each word has its own sentences. */
export const NOTICES = [
	'amended',
	'extended',
	'answers',
	'cancelled',
	'round',
	'gate',
	'decision',
	'asked',
	'refused',
	'debriefed'
] as const;
export type TendererNotice = (typeof NOTICES)[number];

const notice = z.object({ tenderId: z.uuid(), personId: z.uuid(), what: z.enum(NOTICES) });
const receipt = z.object({ receiptId: z.uuid(), tenderId: z.uuid(), personId: z.uuid() });
const partner = z.object({ partnerId: z.uuid(), personId: z.uuid() });

async function tenderFacts(db: Db, tenderId: string) {
	return db
		.selectFrom('tender as t')
		.innerJoin('procurement_round as r', 'r.id', 't.round_id')
		.innerJoin('procurement as p', 'p.id', 'r.procurement_id')
		.innerJoin('organisation as o', 'o.id', 't.organisation_id')
		.leftJoin('procurement_lot as l', 'l.id', 'r.lot_id')
		.select(['t.id', 'p.title', 'r.tenders_until as until', 'o.name'])
		.select(['l.position as lot', 'l.title as lotTitle'])
		.where('t.id', '=', tenderId)
		.executeTakeFirstOrThrow();
}

/** The call's title, and which lot of it the tender is for. */
function titleIn(t: Translator, { title, lot, lotTitle }: Awaited<ReturnType<typeof tenderFacts>>): string {
	return titleWithLot(t, toText(title)!, lot === null ? null : { position: lot, title: toText(lotTitle)! });
}

const address = (lang: string, tenderId: string) => `${config().PUBLIC_URL}/${lang}/my/tenders/${tenderId}`;

/** A word to somebody who tenders: something changed, or something was decided. */
export const noticeMail = defineMail({
	name: 'procurement.notice',
	schema: notice,
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const facts = await tenderFacts(db, data.tenderId);
		const title = titleIn(t, facts);
		const params = { title, organisation: facts.name, until: facts.until ? t.dateTime(facts.until) : '–' };
		// keys: procurement.mail.amended.subject procurement.mail.extended.subject procurement.mail.answers.subject
		// keys: procurement.mail.cancelled.subject procurement.mail.round.subject procurement.mail.gate.subject
		// keys: procurement.mail.decision.subject procurement.mail.amended.body procurement.mail.extended.body
		// keys: procurement.mail.asked.subject procurement.mail.asked.body procurement.mail.refused.subject
		// keys: procurement.mail.refused.body procurement.mail.debriefed.subject procurement.mail.debriefed.body
		// keys: procurement.mail.answers.body procurement.mail.cancelled.body procurement.mail.round.body
		// keys: procurement.mail.gate.body procurement.mail.decision.body
		return {
			subject: t(`procurement.mail.${data.what}.subject`, params),
			body: [
				t(`procurement.mail.${data.what}.body`, params),
				{ link: address(recipient.lang, facts.id), text: t('procurement.mail.link') }
			],
			reason: t('procurement.mail.reason', params)
		};
	}
});

/** The signed receipt, to whoever may act for the organisation. */
export const receiptMail = defineMail({
	name: 'procurement.receipt',
	schema: receipt,
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const [facts, signed] = await Promise.all([
			tenderFacts(db, data.tenderId),
			receiptById(db, data.receiptId)
		]);
		const params = {
			title: titleIn(t, facts),
			organisation: facts.name,
			at: t.dateTime(signed.issuedAt),
			version: signed.version,
			hash: signed.sha256
		};
		// keys: procurement.mail.submission.subject procurement.mail.replacement.subject procurement.mail.withdrawal.subject
		// keys: procurement.mail.submission.body procurement.mail.replacement.body procurement.mail.withdrawal.body
		// keys: procurement.mail.refusal.subject procurement.mail.refusal.body
		// keys: procurement.mail.answer.subject procurement.mail.answer.body
		// keys: procurement.mail.late-answer.subject procurement.mail.late-answer.body
		return {
			subject: t(`procurement.mail.${signed.kind}.subject`, params),
			body: [
				t(`procurement.mail.${signed.kind}.body`, params),
				{ list: [t('procurement.mail.receipt.version', params), t('procurement.mail.receipt.hash', params)] },
				t('procurement.mail.receipt.attached'),
				{ link: address(recipient.lang, facts.id), text: t('procurement.mail.link') }
			],
			attachments: [receiptFile(signed, t)],
			reason: t('procurement.mail.reason', params)
		};
	}
});

/** Asks a partner's representatives to confirm that their organisation stands behind the tender. */
export const partnerMail = defineMail({
	name: 'procurement.partner',
	schema: partner,
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const row = await db
			.selectFrom('tender_partner as tp')
			.innerJoin('organisation as o', 'o.id', 'tp.organisation_id')
			.select(['tp.tender_id as tenderId', 'o.name'])
			.where('tp.id', '=', data.partnerId)
			.executeTakeFirstOrThrow();
		const facts = await tenderFacts(db, row.tenderId);
		const params = {
			title: titleIn(t, facts),
			organisation: facts.name,
			partner: row.name
		};
		return {
			subject: t('procurement.mail.partner.subject', params),
			body: [
				t('procurement.mail.partner.body', params),
				{ link: address(recipient.lang, facts.id), text: t('procurement.mail.partner.link') }
			],
			reason: t('procurement.mail.reason', params)
		};
	}
});

const tellTenderers = defineJob({
	name: 'procurement.tell-tenderers',
	queue: 'work',
	schema: z.object({ procurementId: z.uuid(), what: z.enum(NOTICES), lotId: z.uuid().optional() }),
	run: async ({ procurementId, what, lotId }, db) => {
		await db.transaction().execute(async (tx) => {
			for (const row of await concerned(tx, procurementId, lotId)) {
				await sendMail(tx, noticeMail, { ...row, what });
			}
		});
	}
});

/**
 * Lets everybody who has a tender, draft or not, in the latest round know. What the buyer's transaction leaves
 * is one job, whether nobody or many tender.
 * @param round what it is about, where only those of its lot are concerned
 */
export async function mailDrafters(
	tx: Tx,
	procurementId: string,
	what: TendererNotice,
	round?: { lot: { id: string } | null }
): Promise<void> {
	await enqueue(tx, tellTenderers, { procurementId, what, lotId: round?.lot?.id });
}

async function concerned(
	tx: Tx,
	procurementId: string,
	lotId: string | undefined
): Promise<{ tenderId: string; personId: string }[]> {
	const rows = await tx
		.selectFrom('tender as t')
		.innerJoin('procurement_round as r', 'r.id', 't.round_id')
		.innerJoin('membership as m', 'm.organisation_id', 't.organisation_id')
		.select(['t.id as tenderId', 'm.person_id as personId', 'r.number', 'r.lot_id as lot'])
		.where('r.procurement_id', '=', procurementId)
		.where('m.ended_at', 'is', null)
		.where((eb) => eb.or([eb('m.role', '<>', 'member'), eb('m.person_id', '=', eb.ref('t.created_by'))]))
		.execute();
	const latest = (lot: string | null) =>
		Math.max(0, ...rows.filter((row) => row.lot === lot).map((row) => row.number));
	return rows
		.filter((row) => (!lotId || row.lot === lotId) && row.number === latest(row.lot))
		.map(({ tenderId, personId }) => ({ tenderId, personId }));
}

/** People who may act for an organisation, for mails that ask them to. */
export async function representativesOf(tx: Tx, organisationId: string): Promise<string[]> {
	const rows = await tx
		.selectFrom('membership')
		.select('person_id')
		.where('organisation_id', '=', organisationId)
		.where('role', 'in', ['representative', 'decision-maker'])
		.where('ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.person_id);
}

/** To those who may act in the tender's place, and to whoever wrote it. */
export async function mailTenderer(tx: Tx, tenderId: string, what: TendererNotice): Promise<void> {
	const { organisation_id, created_by } = await tx
		.selectFrom('tender')
		.select(['organisation_id', 'created_by'])
		.where('id', '=', tenderId)
		.executeTakeFirstOrThrow();
	const people = new Set([
		...(await representativesOf(tx, organisation_id)),
		...(created_by ? [created_by] : [])
	]);
	for (const personId of people) await sendMail(tx, noticeMail, { tenderId, personId, what });
}

const roundOfTender = (db: Db) =>
	db
		.selectFrom('tender as t')
		.innerJoin('procurement_round as r', 'r.id', 't.round_id')
		.innerJoin('procurement as p', 'p.id', 'r.procurement_id')
		.innerJoin('initiative as i', 'i.id', 'p.initiative_id')
		.select(['p.title', 'p.id', 'r.number', 'i.slug']);

const roundPath = (row: { slug: string; id: string; number: number }) =>
	`initiatives/${row.slug}/work/procurement/${row.id}/rounds/${row.number}`;

/** To the official who asked: there is an answer. Says nothing of what is in it, nor of whom it is from. */
export const answeredMail = defineMail({
	name: 'procurement.answered',
	schema: z.object({ requestId: z.uuid(), personId: z.uuid() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const row = await roundOfTender(db)
			.innerJoin('tender_request as q', 'q.tender_id', 't.id')
			.where('q.id', '=', data.requestId)
			.executeTakeFirstOrThrow();
		const params = { title: readText(toText(row.title), recipient.lang).text };
		return {
			subject: t('written.mail.answered.subject', params),
			body: [
				t('written.mail.answered.body', params),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/${roundPath(row)}/requests/${data.requestId}`,
					text: t('written.mail.answered.link')
				}
			],
			reason: t('written.mail.answered.reason', params)
		};
	}
});

/** To the buyer's officials: somebody asks about the decision. What they ask is read on the page. */
export const debriefMail = defineMail({
	name: 'procurement.debrief',
	schema: z.object({ debriefId: z.uuid(), personId: z.uuid() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const row = await roundOfTender(db)
			.innerJoin('debrief as q', 'q.tender_id', 't.id')
			.where('q.id', '=', data.debriefId)
			.executeTakeFirstOrThrow();
		const params = { title: readText(toText(row.title), recipient.lang).text };
		return {
			subject: t('written.mail.debrief.subject', params),
			body: [
				t('written.mail.debrief.body', params),
				{
					link: `${config().PUBLIC_URL}/${recipient.lang}/${roundPath(row)}/decision#debriefs`,
					text: t('written.mail.debrief.link')
				}
			],
			reason: t('written.mail.debrief.reason', params)
		};
	}
});
