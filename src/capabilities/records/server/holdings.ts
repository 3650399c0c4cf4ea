import { answerWords, openAnswers, type OpenedAnswer } from '#capabilities/calls/index.ts';
import {
	lettersOf,
	readTender,
	sideBySide,
	tendersWithDoors,
	type RoundRef,
	type TenderRow
} from '#capabilities/procurements/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator, type MessageKey, type Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Part } from '../rules.ts';
import type { ReadingRequest } from './requests.ts';

/** A document held: one organisation's answer or tender. */
export interface Holding {
	documentId: string;
	organisation: { id: string; name: string };
	receivedAt: Date;
	sha256: string;
	/** Shut where the asker has a conflict of interest in it, or has not yet said that there is none. */
	door: 'open' | 'undeclared' | 'conflict';
}

export interface Held {
	/** Null where the asker may not know: then `reason` says why. */
	holdings: Holding[] | null;
	reason: MessageKey | null;
}

/**
 * The documents that a request could be about, without their contents. While absolute secrecy holds nothing is
 * looked up, for anybody: not even whether there are any may be told.
 */
export async function heldFor(ctx: Context, slug: string, { subject }: ReadingRequest): Promise<Held> {
	if (subject.stage === 'absolute') return { holdings: null, reason: 'records.refuse.absolute' };
	if (subject.stage === 'never') return { holdings: [], reason: null };
	try {
		return { holdings: await listHeld(ctx, slug, subject), reason: null };
	} catch (error) {
		if (error instanceof AppError && error.code === 'forbidden') return { holdings: null, reason: error.key };
		throw error;
	}
}

async function listHeld(ctx: Context, slug: string, subject: ReadingRequest['subject']): Promise<Holding[]> {
	if (subject.kind === 'rfi') return (await openAnswers(ctx, slug, subject.id)).answers.map(ofAnswer);
	const { tenders, refused } = await tendersWithDoors(ctx, roundRef(slug, subject));
	return [...tenders, ...refused].map(ofTender);
}

export function roundRef(slug: string, { round }: ReadingRequest['subject']): RoundRef {
	if (!round) throw notFound();
	return { slug, id: round.procurementId, number: round.number };
}

const ofAnswer = (answer: OpenedAnswer): Holding => ({
	documentId: answer.submissionId,
	organisation: { id: answer.organisation.id, name: answer.organisation.name },
	receivedAt: answer.submittedAt,
	sha256: answer.sha256,
	door: 'open'
});

const ofTender = (tender: TenderRow): Holding => ({
	documentId: tender.id,
	organisation: { id: tender.organisationId, name: tender.organisationName },
	receivedAt: tender.receivedAt,
	sha256: tender.sha256,
	door: tender.door
});

/**
 * One document with its parts, in Swedish headings. Goes through the doors of calls and procurements, so a
 * declared conflict shuts here too, and each reading of a tender is a row in its chain.
 */
export async function readHolding(
	ctx: Context,
	slug: string,
	{ subject }: ReadingRequest,
	documentId: string
): Promise<{ holding: Holding; parts: Part[] }> {
	if (subject.stage === 'absolute') throw new AppError('forbidden', 'records.refuse.absolute');
	if (subject.stage === 'never') throw notFound();
	return subject.kind === 'rfi'
		? readAnswer(ctx, slug, subject.id, documentId)
		: readOneTender(ctx, roundRef(slug, subject), documentId);
}

async function readAnswer(ctx: Context, slug: string, rfiId: string, documentId: string) {
	const { answers } = await openAnswers(ctx, slug, rfiId);
	const answer = answers.find((one) => one.submissionId === documentId);
	if (!answer) throw notFound();
	const t = translator('sv');
	const parts = answer.content.answers.map((part) => ({
		key: part.key,
		heading: part.question,
		text: answerWords(part, t),
		file: part.file && { ...part.file, path: `/files/${part.file.id}/${encodeURIComponent(part.file.name)}` },
		wish: part.secret
	}));
	return { holding: ofAnswer(answer), parts: parts.filter((part) => part.text !== '') };
}

async function readOneTender(ctx: Context, ref: RoundRef, tenderId: string) {
	const { tender, procurement } = await readTender(ctx, ref, tenderId);
	const t = translator('sv');
	const { consensus } = await sideBySide(ctx, ref);
	const { letters } = await lettersOf(ctx, ref);
	const wishes = await wishesOf(ctx.db, tenderId);
	const names = new Map(procurement.criteria.map((one) => [one.id, plainText(one.name, 'sv')]));
	const parts: Omit<Part, 'wish'>[] = [
		part('name', t('records.part.name'), tender.solution.name),
		...[...names].map(([id, name]) => part(`answer-${id}`, name, tender.solution.answers[id] ?? '')),
		part('partners', t('records.part.partners'), t.list(tender.solution.partners.map((one) => one.name))),
		...prices(tender, ref.number, procurement.currency, t),
		...tender.solution.files.map((file) => ({
			...part(`file-${file.id}`, t('records.part.file', { name: file.name }), file.name),
			file: { id: file.id, name: file.name, path: `${tender.files}/${file.id}` }
		})),
		...consensus
			.filter((one) => one.tenderId === tenderId)
			.map((one) =>
				part(
					`points-${one.criterionId}`,
					t('records.part.points', { name: names.get(one.criterionId) ?? '' }),
					t('records.part.points.text', { points: one.points, reason: one.reason })
				)
			),
		part('letter', t('records.part.letter'), letters.find((one) => one.tenderId === tenderId)?.reasons ?? '')
	];
	const wished = (key: string) => wishes.get(key.startsWith('file-') ? 'files' : key) ?? null;
	return {
		holding: ofTender(tender),
		parts: parts.filter((one) => one.text !== '').map((one) => ({ ...one, wish: wished(one.key) }))
	};
}

const part = (key: string, heading: string, text: string) => ({ key, heading, text, file: null });

function prices(
	tender: { priceMinor: number | null; laterPrices: Record<string, number> },
	number: number,
	currency: string,
	t: Translator
) {
	if (tender.priceMinor === null) return [];
	const all: Record<string, number> = { [number]: tender.priceMinor, ...tender.laterPrices };
	const words = Object.entries(all).map(([phase, minor]) =>
		t('records.part.price.phase', { phase, price: t.money(minor, currency) })
	);
	return [part('price', t('records.part.price'), words.join('\n'))];
}

/** What the tenderer wishes to be kept secret: part → reason and harm. */
export async function wishesOf(
	db: DbOrTx,
	tenderId: string
): Promise<Map<string, { reason: string; harm: string }>> {
	const rows = await db
		.selectFrom('tender_secrecy_wish')
		.select(['part', 'reason', 'harm'])
		.where('tender_id', '=', tenderId)
		.execute();
	return new Map(rows.map(({ part, ...wish }) => [part, wish]));
}
