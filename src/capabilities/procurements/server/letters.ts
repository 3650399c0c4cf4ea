import { sql } from 'kysely';
import type { z } from 'zod';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator, type Lang, type Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import type { letterForm } from '../form.ts';
import type { Ranked } from '../ranking.ts';
import { contractKind } from '../rules.ts';
import { leadEvaluation, readTenders, type RoundRef } from './access.ts';
import { refuseNeutral } from './anonymous.ts';
import { auditRun } from './common.ts';
import { consensusOf, refuseBiased, type ConsensusScore } from './consensus.ts';
import { computeRanking, winnersOf } from './decision.ts';
import { refusalReasons } from './checks-read.ts';
import { nameOfRound } from '../lots.ts';
import { lotLimits } from './lot-limits.ts';
import { faultyTenders, type Fault } from './opening-list.ts';
import { refuseOpenLow } from './low-prices.ts';
import { refuseChanged } from './priced-tender.ts';
import { tendersWithDoors, type WithTenders } from './reading.ts';

export interface Letter {
	tenderId: string;
	reasons: string;
	lang: Lang;
	sentAt: Date | null;
}

export interface Letters {
	letters: Letter[];
	/** Tenders that could not be evaluated. Why is null where the asker's door is shut. */
	faulty: { id: string; organisationName: string; fault: Fault | null }[];
}

type Access = WithTenders;

/** Writes a proposed letter to every tenderer that has none, from the points and the reasons agreed on. */
export async function prepareLetters(ctx: Context, ref: RoundRef): Promise<number> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	if (!access.round.frozenAt) throw new AppError('conflict', 'procurement.refuse.not-frozen');
	refuseBiased([...access.tenders, ...access.refused]);
	loadMessages();
	return ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${access.round.id} for update`.execute(tx);
		await refuseChanged(tx, access);
		await refuseOpenLow(tx, access.tenders);
		const ranking = await computeRanking(tx, access);
		const consensus = await consensusOf(tx, access.round.id);
		const awarded = await winnersOf(tx, access, ranking);
		const { full } = await lotLimits(tx, access);
		const langs = await tx
			.selectFrom('tender')
			.select(['id', 'lang'])
			.where('round_id', '=', access.round.id)
			.execute();
		let written = 0;
		for (const ranked of ranking) {
			const lang = langs.find((one) => one.id === ranked.tenderId)!.lang as Lang;
			const t = translator(lang);
			const outcome = { count: ranking.length, awarded, full };
			const reasons = reasonsFor(t, access, ranked, outcome, consensus);
			written += await insertLetter(tx, ctx, { tender_id: ranked.tenderId, reasons, lang });
		}
		for (const { id, fault } of await faultyTenders(tx, access.round.id)) {
			const lang = langs.find((one) => one.id === id)!.lang as Lang;
			const t = translator(lang);
			const reasons = [
				t('procurement.letter.fault', { reason: t(fault) }),
				...(await refusalReasons(tx, id, fault, lang))
			].join('\n\n');
			written += await insertLetter(tx, ctx, { tender_id: id, reasons, lang });
		}
		await auditRun(
			tx,
			ctx,
			access.run,
			'procurement.letters-prepared',
			`procurement_round:${access.round.id}`
		);
		return written;
	});
}

async function insertLetter(
	tx: Tx,
	ctx: Context,
	letter: { tender_id: string; reasons: string; lang: Lang }
): Promise<number> {
	const row = await tx
		.insertInto('decision_letter')
		.values({ ...letter, written_by: ctx.actor.personId })
		.onConflict((c) => c.doNothing())
		.executeTakeFirst();
	return Number(row.numInsertedOrUpdatedRows ?? 0);
}

interface Outcome {
	count: number;
	awarded: Ranked[];
	/** Tenders of those who have won as many lots as one may. */
	full: string[];
}

/** Chosen, passed over by the rule for lots, or behind those who were chosen. */
function closingLine(t: Translator, access: Access, ranked: Ranked, { awarded, full }: Outcome): string {
	const { procurement, round } = access;
	if (awarded.some((one) => one.tenderId === ranked.tenderId))
		return t('procurement.letter.won', {
			round: plainText(nameOfRound(round), t.lang),
			kind: contractKind(procurement, round)
		});
	if (full.includes(ranked.tenderId)) return t('lots.letter.full', { max: procurement.lotsWinMax! });
	if (awarded.length === 0) return t('procurement.letter.nobody');
	const names = awarded.map((one) => access.tenders.find((row) => row.id === one.tenderId)!.organisationName);
	return t('procurement.letter.lost', { names: t.list(names), places: round.places });
}

/** The reasons in words: place, every criterion with its points and reason, price, and who got the places. */
function reasonsFor(
	t: Translator,
	access: Access,
	ranked: Ranked,
	outcome: Outcome,
	consensus: ConsensusScore[]
): string {
	const { count } = outcome;
	const closing = closingLine(t, access, ranked, outcome);
	const criteria = access.procurement.criteria.map((criterion) => {
		const score = consensus.find(
			(one) => one.tenderId === ranked.tenderId && one.criterionId === criterion.id
		)!;
		const params = {
			name: plainText(criterion.name, t.lang),
			points: score.points,
			max: access.procurement.scaleMax,
			weight: criterion.weight
		};
		return `${t('procurement.letter.criterion', params)} ${score.reason}`;
	});
	return [placeLine(t, access, ranked, count), ...criteria, priceLine(t, access, ranked), closing].join(
		'\n\n'
	);
}

function placeLine(t: Translator, { procurement }: Access, ranked: Ranked, count: number): string {
	const params = { rank: ranked.rank, count, total: t.number(Number(ranked.total)) };
	return procurement.priceModel === 'deduction'
		? t('procurement.letter.place.deduction', params)
		: t('procurement.letter.place.scale', params);
}

function priceLine(t: Translator, { procurement }: Access, ranked: Ranked): string {
	const price = t.money(ranked.priceMinor ?? 0, procurement.currency);
	if (ranked.priceShare !== null)
		return t('procurement.letter.price-relative', {
			price,
			percent: t.number(Number(ranked.priceShare)),
			weight: procurement.priceWeight
		});
	if (ranked.pricePoints === null) return t('procurement.letter.price', { price });
	return t('procurement.letter.price-points', {
		price,
		points: ranked.pricePoints,
		max: procurement.scaleMax,
		weight: procurement.priceWeight
	});
}

/** Rewrites the reasons of one letter, until it is sent. */
export async function saveLetter(
	ctx: Context,
	ref: RoundRef,
	tenderId: string,
	input: z.output<typeof letterForm>
): Promise<void> {
	const access = await tendersWithDoors(ctx, ref, leadEvaluation);
	refuseBiased([...access.tenders, ...access.refused]);
	const refused = await faultyTenders(ctx.db, access.round.id);
	if (![...access.tenders, ...refused].some((one) => one.id === tenderId)) throw notFound();
	const row = await ctx.db
		.updateTable('decision_letter')
		.set({ reasons: input.reasons, updated_at: sql`now()`, written_by: ctx.actor.personId })
		.where('tender_id', '=', tenderId)
		.where('sent_at', 'is', null)
		.returning('tender_id')
		.executeTakeFirst();
	if (!row) throw new AppError('conflict', 'procurement.refuse.decided');
}

/** Letters of a round for those who prepare or decide; never of a tender whose door is shut to them. */
export async function lettersOf(ctx: Context, ref: RoundRef): Promise<Access & Letters> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	refuseNeutral(access);
	const shut = new Set(access.refused.filter((one) => one.door !== 'open').map((one) => one.id));
	const faulty = (await faultyTenders(ctx.db, access.round.id)).map(({ id, organisationName, fault }) => ({
		id,
		organisationName,
		fault: shut.has(id) ? null : fault
	}));
	const open = [
		...access.tenders.filter((one) => one.door === 'open'),
		...faulty.filter((one) => one.fault)
	].map((one) => one.id);
	if (open.length === 0) return { ...access, faulty, letters: [] };
	const rows = await ctx.db
		.selectFrom('decision_letter')
		.select(['tender_id as tenderId', 'reasons', 'lang', 'sent_at as sentAt'])
		.where('tender_id', 'in', open)
		.execute();
	return { ...access, faulty, letters: rows as Letter[] };
}
