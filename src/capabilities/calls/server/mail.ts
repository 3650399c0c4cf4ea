import { z } from 'zod';
import { translator, type MessageKey, type Translator } from '#platform/i18n/index.ts';
import { plainText, toText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Db, DbOrTx } from '#platform/server/db/index.ts';
import { defineMail, personRecipient } from '#platform/server/mail/index.ts';
import {
	receiptById,
	receiptText as signedText,
	type SignedReceipt
} from '#platform/server/receipts/index.ts';
import { signedFor } from './signed.ts';

/** What a receipt tells, whatever became of the submission since. */
export interface ReceiptFacts {
	id: string;
	answerId: string;
	organisationId: string;
	organisation: string;
	rfiId: string;
	slug: string;
	title: ReturnType<typeof toText>;
	owner: string;
	number: number;
	rfiVersion: number;
	sha256: string;
	size: number;
	at: Date;
	by: string | null;
	byId: string | null;
	ended: { as: 'replaced' | 'withdrawn'; at: Date; byId: string | null } | null;
}

export async function receiptFacts(db: DbOrTx, submissionId: string): Promise<ReceiptFacts | null> {
	const row = await db
		.selectFrom('rfi_submission as s')
		.innerJoin('rfi_answer as a', 'a.id', 's.answer_id')
		.innerJoin('organisation as o', 'o.id', 'a.organisation_id')
		.innerJoin('activity as v', 'v.id', 'a.rfi_id')
		.innerJoin('initiative as i', 'i.id', 'v.initiative_id')
		.innerJoin('organisation as w', 'w.id', 'i.organisation_id')
		.select(['s.id', 's.answer_id', 's.number', 's.rfi_version', 's.sha256', 's.size', 's.submitted_at'])
		.select(['s.submitted_by', 's.submitted_by_name', 's.ended_as', 's.ended_at', 's.ended_by'])
		.select([
			'a.organisation_id',
			'o.name as organisation',
			'v.id as rfiId',
			'v.title',
			'i.slug',
			'w.name as owner'
		])
		.where('s.id', '=', submissionId)
		.executeTakeFirst();
	if (!row) return null;
	return {
		id: row.id,
		answerId: row.answer_id,
		organisationId: row.organisation_id,
		organisation: row.organisation,
		rfiId: row.rfiId,
		slug: row.slug,
		title: toText(row.title),
		owner: row.owner,
		number: row.number,
		rfiVersion: row.rfi_version,
		sha256: row.sha256,
		size: row.size,
		at: row.submitted_at,
		by: row.submitted_by_name,
		byId: row.submitted_by,
		ended: row.ended_at
			? { as: row.ended_as as 'replaced' | 'withdrawn', at: row.ended_at, byId: row.ended_by }
			: null
	};
}

const facts = async (db: Db, id: string) => (await receiptFacts(db, id))!;

/** A receipt to whoever sent, replaced or withdrew. It holds no word of the answer. */
export const receiptMail = defineMail({
	name: 'rfi.receipt',
	schema: z.object({ submissionId: z.uuid() }),
	recipient: async (db, { submissionId }) => {
		const receipt = await receiptFacts(db, submissionId);
		const person = receipt?.ended?.as === 'withdrawn' ? receipt.ended.byId : receipt?.byId;
		return person ? personRecipient(db, person) : null;
	},
	render: async ({ db, data, t }) => {
		const receipt = await facts(db, data.submissionId);
		const withdrawn = receipt.ended?.as === 'withdrawn';
		const title = plainText(receipt.title, t.lang);
		const link = `${config().PUBLIC_URL}/${t.lang}/my/answers/receipts/${receipt.id}`;
		return {
			subject: t(withdrawn ? 'rfi.mail.withdrawn.subject' : 'rfi.mail.receipt.subject', { title }),
			body: [
				t(withdrawn ? 'rfi.mail.withdrawn.body' : 'rfi.mail.receipt.body', {
					title,
					organisation: receipt.organisation,
					owner: receipt.owner
				}),
				{ list: receiptLines(receipt, t) },
				t('rfi.mail.receipt.keep'),
				{ link, text: t('rfi.mail.receipt.link') }
			],
			reason: t('rfi.mail.receipt.reason', { organisation: receipt.organisation }),
			attachments: [{ name: `rfi-${receipt.id.slice(0, 8)}.txt`, content: await receiptText(db, receipt, t) }]
		};
	}
});

/** The receipt for an answer that came too late. It holds no word of the answer. */
export const lateMail = defineMail({
	name: 'rfi.late-receipt',
	schema: z.object({ receiptId: z.uuid(), personId: z.uuid() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t }) => {
		const receipt = await receiptById(db, data.receiptId);
		const { call, organisation } = aboutOf(receipt);
		return {
			subject: t('rfi.mail.late.subject', { title: call }),
			body: [
				t('rfi.mail.late.body', { title: call, organisation }),
				{ list: lateLines(receipt, t) },
				{ link: `${config().PUBLIC_URL}/${t.lang}/my/answers`, text: t('rfi.mine.title') }
			],
			reason: t('rfi.mail.receipt.reason', { organisation }),
			attachments: [{ name: lateName(receipt), content: lateText(receipt, t) }]
		};
	}
});

const aboutOf = (receipt: SignedReceipt) =>
	JSON.parse(receipt.body) as { call: string; organisation: string };

const lateLines = (receipt: SignedReceipt, t: Translator): string[] => {
	const { call, organisation } = aboutOf(receipt);
	return [
		`${t('rfi.receipt.organisation')}: ${organisation}`,
		`${t('rfi.receipt.call')}: ${call}`,
		`${t('rfi.receipt.refused-at')}: ${exact(receipt.issuedAt)}`,
		`${t('rfi.receipt.sha256')}: ${receipt.sha256}`
	];
};

export const lateName = (receipt: SignedReceipt): string => `rfi-${receipt.id.slice(0, 8)}.txt`;

/** The receipt of a refusal as a text: in words, and as it was signed. Says nothing about who may see it. */
export function lateText(receipt: SignedReceipt, t: Translator): string {
	const head = t('rfi.receipt.title-late');
	const address = `${config().PUBLIC_URL}/${t.lang}/keys`;
	const words = [head, '='.repeat(head.length), '', ...lateLines(receipt, t), ''];
	return signedText(receipt, [...words, t('rfi.receipt.verify', { address })]);
}

/** A receipt as a text: in words, and as it was signed. Says nothing about who may see it. */
export async function receiptText(db: DbOrTx, receipt: ReceiptFacts, t: Translator): Promise<string> {
	const head = t(receipt.ended ? 'rfi.receipt.title-ended' : 'rfi.receipt.title');
	const words = [head, '='.repeat(head.length), '', ...receiptLines(receipt, t), '', t('rfi.receipt.how')];
	const signed = await signedFor(db, { ...receipt, withdrawn: receipt.ended?.as === 'withdrawn' });
	if (!signed) return [...words, ''].join('\n');
	const address = `${config().PUBLIC_URL}/${t.lang}/keys`;
	return signedText(signed, [...words, t('rfi.receipt.verify', { address })]);
}

/** The facts of a receipt as lines, for mail, page and file. Time with seconds and offset. */
export function receiptLines(receipt: ReceiptFacts, t: ReturnType<typeof translator>): string[] {
	const line = (key: MessageKey, value: string) => `${t(key)}: ${value}`;
	const lines = [
		line('rfi.receipt.organisation', receipt.organisation),
		line('rfi.receipt.call', `${plainText(receipt.title, t.lang)} (${receipt.owner})`),
		line('rfi.receipt.number', String(receipt.number)),
		line('rfi.receipt.version', String(receipt.rfiVersion)),
		line('rfi.receipt.at', `${exact(receipt.at)}`),
		line('rfi.receipt.by', receipt.by ?? t('rfi.erased')),
		line('rfi.receipt.size', `${receipt.size} byte`),
		line('rfi.receipt.sha256', receipt.sha256)
	];
	if (!receipt.ended) return lines;
	// keys: rfi.receipt.replaced rfi.receipt.withdrawn
	return [...lines, line(`rfi.receipt.${receipt.ended.as}`, exact(receipt.ended.at))];
}

/** '2027-05-14 14:59:59.123 +02:00' in Swedish time: a receipt must be exact. */
export function exact(at: Date): string {
	const parts = new Intl.DateTimeFormat('sv-SE', {
		timeZone: 'Europe/Stockholm',
		dateStyle: 'short',
		timeStyle: 'medium'
	}).format(at);
	const zone = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Stockholm', timeZoneName: 'longOffset' })
		.formatToParts(at)
		.find((part) => part.type === 'timeZoneName')!.value;
	return `${parts}.${String(at.getMilliseconds()).padStart(3, '0')} ${zone.replace('GMT', '') || '+00:00'}`;
}
