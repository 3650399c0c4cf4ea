import { sql, type Selectable } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { DB, DbOrTx } from '#platform/server/db/index.ts';
import type { ConditionKind, Reservation } from '../written-facts.ts';
import type { PriceBand, PriceModel, RoundKind } from '../form.ts';
import type { EvaluationModel } from '../ranking.ts';

export interface Criterion {
	id: string;
	name: LocalText;
	description: LocalText | null;
	/** Percent. */
	weight: number;
	/** One text per level from 0 up. */
	levels: (LocalText | null)[];
	maxWords: number;
	/** The lot that it is for; null: for the whole call, or for the lots that have none of their own. */
	lotId: string | null;
}

/** A part of a call that one can tender for by itself. */
export interface Lot {
	id: string;
	/** Its number, from 1. */
	position: number;
	title: LocalText;
	description: LocalText | null;
	/** It came to nothing; the other lots go on. */
	cancelled: { at: Date; reason: string; by: string } | null;
}

/** Something that must hold for whoever tenders, as they are asked to declare it. */
export interface Condition {
	id: string;
	position: number;
	kind: ConditionKind;
	/** Which of the known ones; null for a requirement in the buyer's own words. */
	ground: string | null;
	/** Where it stands in the law, where it does. */
	paragraph: string | null;
	statement: LocalText;
	/** What proof is asked for. */
	proof: LocalText | null;
	/** Whoever does not meet it is out; otherwise it is a piece of information. */
	mandatory: boolean;
}

/** A phase of the framework and its round of tenders. All comparisons with the clock are the database's. */
export interface Round {
	id: string;
	/** Its own within the procurement, as in addresses. */
	number: number;
	/** The lot that it belongs to; null where the call is not divided. */
	lot: Lot | null;
	/** Which phase it is, of its lot where there are lots. */
	step: number;
	kind: RoundKind;
	/** Key of its phase in the method; null for one that the team added. */
	phase: string | null;
	/** Those who score see no names until the scores are frozen. */
	anonymous: boolean;
	name: LocalText;
	work: LocalText | null;
	success: LocalText | null;
	places: number;
	budgetMinor: number;
	supplierBudgetMinor: number;
	qualityValueMinor: number;
	startsOn: string | null;
	endsOn: string | null;
	questionsUntil: Date | null;
	tendersUntil: Date | null;
	publishedAt: Date | null;
	questionsOpen: boolean;
	tendersOpen: boolean;
	/** Published and past its deadline. */
	closed: boolean;
	openedAt: Date | null;
	/** When it was settled who may take part. */
	checkedAt: Date | null;
	frozenAt: Date | null;
	decidedAt: Date | null;
	standstillUntil: string | null;
	standstillOver: boolean;
	gate: 'next' | 'stopped' | 'finished' | null;
}

export interface Procurement {
	id: string;
	initiativeId: string;
	/** The version of the method that it follows. */
	methodVersionId: string | null;
	title: LocalText;
	aim: LocalText | null;
	notSought: LocalText | null;
	iprTerms: LocalText | null;
	priceTerms: LocalText | null;
	laterPurchase: LocalText | null;
	expectedHours: number | null;
	paymentDays: number | null;
	advancePercent: number | null;
	currency: string;
	scaleMax: number;
	priceModel: PriceModel;
	priceWeight: number;
	priceBands: PriceBand[];
	/** Why points depend on others' prices, where they do. */
	relativeReason: LocalText | null;
	revision: number;
	publishedAt: Date | null;
	cancelledAt: Date | null;
	rounds: Round[];
	/** Empty where the call is not divided. */
	lots: Lot[];
	/** For how many lots one may tender, and how many one may win; null: all. */
	lotsTenderMax: number | null;
	lotsWinMax: number | null;
	/** Why the call is not divided, where the buyer says so. */
	undividedReason: LocalText | null;
	criteria: Criterion[];
	/** What whoever tenders must declare. */
	conditions: Condition[];
	reserved: Reservation | null;
	/** A price below this share of the median of the others is looked into; null: by hand only. */
	lowPercent: number | null;
	/** What may be negotiated in writing with all who are in; null: nothing. */
	negotiation: LocalText | null;
	/** How, as the platform's words were when the call was written. */
	negotiationTerms: LocalText | null;
}

/** A procurement whole, with its rounds and criteria; nothing about tenders is read here. */
export async function loadProcurement(db: DbOrTx, id: string): Promise<Procurement | null> {
	const row = await db
		.selectFrom('procurement as p')
		.leftJoin('procurement_publication as pub', 'pub.procurement_id', 'p.id')
		.leftJoin('procurement_cancellation as c', 'c.procurement_id', 'p.id')
		.selectAll('p')
		.select(['pub.published_at as publishedAt', 'c.cancelled_at as cancelledAt'])
		.where('p.id', '=', id)
		.executeTakeFirst();
	if (!row) return null;
	const lots = await loadLots(db, id);
	const [rounds, criteria] = [await loadRounds(db, id, lots), await loadCriteria(db, id)];
	return { ...shapeProcurement(row), lots, rounds, criteria, conditions: await loadConditions(db, id) };
}

type Row = Selectable<DB['procurement']>;

function shapeProcurement(
	row: Row & { publishedAt: Date | null; cancelledAt: Date | null }
): Omit<Procurement, 'lots' | 'rounds' | 'criteria' | 'conditions'> {
	return {
		id: row.id,
		initiativeId: row.initiative_id,
		methodVersionId: row.method_version_id,
		title: toText(row.title)!,
		aim: toText(row.aim),
		notSought: toText(row.not_sought),
		iprTerms: toText(row.ipr_terms),
		priceTerms: toText(row.price_terms),
		laterPurchase: toText(row.later_purchase),
		expectedHours: row.expected_hours,
		paymentDays: row.payment_days,
		advancePercent: row.advance_percent,
		currency: row.currency,
		scaleMax: row.scale_max,
		priceModel: row.price_model as PriceModel,
		priceWeight: row.price_weight,
		priceBands: row.price_bands as unknown as PriceBand[],
		relativeReason: toText(row.relative_reason),
		revision: row.revision,
		reserved: row.reserved as Reservation | null,
		lowPercent: row.low_percent,
		negotiation: toText(row.negotiation),
		negotiationTerms: toText(row.negotiation_terms),
		lotsTenderMax: row.lots_tender_max,
		lotsWinMax: row.lots_win_max,
		undividedReason: toText(row.undivided_reason),
		publishedAt: row.publishedAt,
		cancelledAt: row.cancelledAt
	};
}

async function loadLots(db: DbOrTx, procurementId: string): Promise<Lot[]> {
	const rows = await db
		.selectFrom('procurement_lot as l')
		.leftJoin('lot_cancellation as c', 'c.lot_id', 'l.id')
		.select(['l.id', 'l.position', 'l.title', 'l.description'])
		.select(['c.cancelled_at as at', 'c.reason', 'c.decided_by_name as by'])
		.where('l.procurement_id', '=', procurementId)
		.orderBy('l.position')
		.execute();
	return rows.map(({ at, reason, by, ...row }) => ({
		...row,
		title: toText(row.title)!,
		description: toText(row.description),
		cancelled: at && { at, reason: reason!, by: by! }
	}));
}

async function loadRounds(db: DbOrTx, procurementId: string, lots: Lot[]): Promise<Round[]> {
	const rows = await db
		.selectFrom('procurement_round as r')
		.leftJoin('opening as o', 'o.round_id', 'r.id')
		.leftJoin('check_freeze as k', 'k.round_id', 'r.id')
		.leftJoin('consensus_freeze as f', 'f.round_id', 'r.id')
		.leftJoin('award_decision as d', 'd.round_id', 'r.id')
		.leftJoin('phase_gate as g', 'g.round_id', 'r.id')
		.selectAll('r')
		.select([
			'o.opened_at as openedAt',
			'k.frozen_at as checkedAt',
			'f.frozen_at as frozenAt',
			'd.decided_at as decidedAt',
			'd.standstill_until as standstillUntil',
			'g.outcome as gate'
		])
		.select(clock)
		.where('r.procurement_id', '=', procurementId)
		.orderBy('r.number')
		.execute();
	return rows.map((row) => shapeRound(row, lots));
}

const clock = [
	sql<boolean>`coalesce(r.published_at is not null and clock_timestamp() <= r.questions_until, false)`.as(
		'questionsOpen'
	),
	sql<boolean>`coalesce(r.published_at is not null and clock_timestamp() <= r.tenders_until, false)`.as(
		'tendersOpen'
	),
	sql<boolean>`coalesce(r.published_at is not null and clock_timestamp() > r.tenders_until, false)`.as(
		'closed'
	),
	sql<boolean>`coalesce((clock_timestamp() at time zone 'Europe/Stockholm')::date > d.standstill_until, false)`.as(
		'standstillOver'
	)
];

function shapeRound(row: RoundRow, lots: Lot[]): Round {
	return {
		id: row.id,
		number: row.number,
		lot: lots.find((lot) => lot.id === row.lot_id) ?? null,
		step: row.step ?? row.number,
		kind: row.kind as RoundKind,
		phase: row.phase,
		anonymous: row.anonymous,
		name: toText(row.name)!,
		work: toText(row.work),
		success: toText(row.success),
		places: row.places,
		budgetMinor: row.budget_minor,
		supplierBudgetMinor: row.supplier_budget_minor,
		qualityValueMinor: row.quality_value_minor,
		startsOn: row.starts_on,
		endsOn: row.ends_on,
		questionsUntil: row.questions_until,
		tendersUntil: row.tenders_until,
		publishedAt: row.published_at,
		questionsOpen: row.questionsOpen,
		tendersOpen: row.tendersOpen,
		closed: row.closed,
		openedAt: row.openedAt,
		checkedAt: row.checkedAt,
		frozenAt: row.frozenAt,
		decidedAt: row.decidedAt,
		standstillUntil: row.standstillUntil,
		standstillOver: row.standstillOver,
		gate: row.gate as Round['gate']
	};
}

type RoundTable = Selectable<DB['procurement_round']>;
type RoundRow = RoundTable & {
	openedAt: Date | null;
	checkedAt: Date | null;
	frozenAt: Date | null;
	decidedAt: Date | null;
	standstillUntil: string | null;
	gate: string | null;
	questionsOpen: boolean;
	tendersOpen: boolean;
	closed: boolean;
	standstillOver: boolean;
};

async function loadCriteria(db: DbOrTx, procurementId: string): Promise<Criterion[]> {
	const rows = await db
		.selectFrom('procurement_criterion')
		.selectAll()
		.where('procurement_id', '=', procurementId)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		name: toText(row.name)!,
		description: toText(row.description),
		weight: row.weight,
		levels: (row.levels as unknown[]).map(toText),
		maxWords: row.max_words,
		lotId: row.lot_id
	}));
}

async function loadConditions(db: DbOrTx, procurementId: string): Promise<Condition[]> {
	const rows = await db
		.selectFrom('procurement_condition')
		.select(['id', 'position', 'kind', 'ground', 'paragraph', 'statement', 'proof', 'mandatory'])
		.where('procurement_id', '=', procurementId)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({
		...row,
		kind: row.kind as ConditionKind,
		statement: toText(row.statement)!,
		proof: toText(row.proof)
	}));
}

/** What the arithmetic needs to know of a procurement. */
export function modelOf(procurement: Procurement): EvaluationModel {
	const { scaleMax, priceModel, priceWeight, priceBands } = procurement;
	return {
		scaleMax,
		priceModel,
		priceWeight: priceModel === 'deduction' ? 0 : priceWeight,
		priceBands,
		criteria: procurement.criteria.map(({ id, weight }) => ({ id, weight }))
	};
}
