import { sql } from 'kysely';
import { groupedBy } from '#platform/grouped.ts';
import { toText } from '#platform/i18n/text.ts';
import { nameOfRound } from '#capabilities/procurements/index.ts';
import type { AwardFacts, DecisionFacts, LotFacts, RoundFacts } from '../facts.ts';
import { loadAgreements } from './load-agreement.ts';
import { rowsOf, type Reader } from './load.ts';
import { uuids } from '#platform/server/db/lists.ts';

interface Row {
	id: string;
	number: number;
	lot_id: string | null;
	step: number | null;
	name: unknown;
	work: unknown;
	places: number;
	budget_minor: number;
	starts_on: string | null;
	ends_on: string | null;
	questions_until: Date | null;
	tenders_until: Date | null;
	published_at: Date | null;
}

/** The rounds of a procurement in their order. Of tenders nothing is read before the award of their round. */
export async function loadRounds(
	db: Reader,
	procurementId: string,
	lots: readonly LotFacts[]
): Promise<RoundFacts[]> {
	const rows = await rowsOf(
		db,
		sql<Row>`select * from procurement_round where procurement_id = ${procurementId} order by number`
	);
	const ids = rows.map((row) => row.id);
	const [extensions, answered, decisions, gates, evaluations] = [
		await extensionsOf(db, ids),
		await answeredAt(db, ids),
		await decisionsOf(db, ids),
		await gatesOf(db, ids),
		await evaluationsOf(db, ids)
	];
	const lotOf = (id: string | null) => lots.find((lot) => lot.id === id) ?? null;
	return rows.map((row) => ({
		id: row.id,
		number: row.number,
		lot: lotOf(row.lot_id),
		step: row.step ?? row.number,
		name: nameOfRound({ lot: lotOf(row.lot_id), name: toText(row.name)! }),
		work: toText(row.work),
		places: row.places,
		budgetMinor: row.budget_minor,
		startsOn: row.starts_on,
		endsOn: row.ends_on,
		questionsUntil: row.questions_until,
		tendersUntil: row.tenders_until,
		startedAt: row.published_at,
		extensions: extensions.get(row.id) ?? [],
		answered: answered.get(row.id) ?? [],
		decision: decisions.get(row.id) ?? null,
		gate: gates.get(row.id)?.[0] ?? null,
		evaluation: evaluations.get(row.id)?.[0] ?? null
	}));
}

async function extensionsOf(db: Reader, ids: string[]) {
	const rows = await rowsOf(
		db,
		sql<
			RoundFacts['extensions'][number] & { roundId: string }
		>`select round_id as "roundId", id, from_at as from,
			to_at as to, reason, extended_at as at from round_extension
			where round_id = any(${uuids(ids)}) order by extended_at`
	);
	return groupedBy(rows, ({ roundId, ...one }) => [roundId, one]);
}

async function answeredAt(db: Reader, ids: string[]) {
	const rows = await rowsOf(
		db,
		sql<{ roundId: string; at: Date }>`select distinct round_id as "roundId", published_at as at
			from procurement_question where round_id = any(${uuids(ids)}) and published_at is not null
			order by published_at`
	);
	return groupedBy(rows, ({ roundId, at }) => [roundId, at]);
}

async function gatesOf(db: Reader, ids: string[]) {
	const rows = await rowsOf(
		db,
		sql<{ roundId: string; outcome: string; reason: unknown; on: string; rolledMinor: number; at: Date }>`
			select round_id as "roundId", outcome, reason, decided_on as on, rolled_minor as "rolledMinor",
				decided_at as at from phase_gate where round_id = any(${uuids(ids)})`
	);
	return groupedBy(rows, ({ roundId, reason, ...one }) => [roundId, { ...one, reason: toText(reason)! }]);
}

async function evaluationsOf(db: Reader, ids: string[]) {
	const rows = await rowsOf(
		db,
		sql<{ roundId: string; text: unknown; at: Date }>`
			select round_id as "roundId", public_text as text, published_at as at from phase_evaluation
			where round_id = any(${uuids(ids)}) and published_at is not null`
	);
	return groupedBy(rows, ({ roundId, text, at }) => [roundId, { text: toText(text)!, at }]);
}

type DecisionRow = Omit<DecisionFacts, 'awards' | 'tenderers'> & { roundId: string };

async function decisionsOf(db: Reader, ids: string[]): Promise<Map<string, DecisionFacts>> {
	const rows = await rowsOf(
		db,
		sql<DecisionRow>`select round_id as "roundId", decided_at as at, decided_body as body, decided_on as on,
			diary_number as diary, standstill_until as "standstillUntil", standstill
			from award_decision where round_id = any(${uuids(ids)})`
	);
	const decided = rows.map((row) => row.roundId);
	if (decided.length === 0) return new Map();
	const tenderers = await tenderersOf(db, decided);
	const awards = await awardsOf(db, decided);
	return new Map(
		rows.map(({ roundId, ...row }) => [
			roundId,
			{ ...row, tenderers: tenderers.get(roundId) ?? [], awards: awards.get(roundId) ?? [] }
		])
	);
}

async function tenderersOf(db: Reader, decided: string[]) {
	const rows = await rowsOf(
		db,
		sql<{ roundId: string; id: string }>`select o.round_id as "roundId", t.organisation_id as id
			from opening o join award_decision d on d.round_id = o.round_id
			join opened_tender ot on ot.opening_id = o.id join tender t on t.id = ot.tender_id
			where o.round_id = any(${uuids(decided)}) order by t.organisation_id`
	);
	return groupedBy(rows, ({ roundId, id }) => [roundId, id]);
}

async function awardsOf(db: Reader, decided: string[]): Promise<Map<string, AwardFacts[]>> {
	const rows = await rowsOf(
		db,
		sql<Omit<AwardFacts, 'agreements'> & { roundId: string }>`select a.round_id as "roundId", a.id,
				a.organisation_id as "organisationId", a.price_minor as "priceMinor", a.excluded_at as "excludedAt",
				ot.partner_names as partners
			from award a join opened_tender ot on ot.tender_id = a.tender_id
			where a.round_id = any(${uuids(decided)}) order by ot.organisation_name, a.id`
	);
	const agreements = await loadAgreements(db, { awards: rows.map((row) => row.id) });
	return groupedBy(rows, ({ roundId, ...award }) => [
		roundId,
		{ ...award, agreements: agreements.filter(({ awardId }) => awardId === award.id) }
	]);
}
