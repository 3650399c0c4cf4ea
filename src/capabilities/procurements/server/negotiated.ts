import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { countWords } from '../rules.ts';
import { invalid } from './common.ts';
import type { Tender } from './tender-access.ts';
import { readOwn } from './vault.ts';

// What became of what was negotiated: which answers to criteria read differently now, and what still waits.

/** Negotiations with any of the tenders where somebody who is still in has neither answered nor let the time pass. */
export async function waitingBatches(db: DbOrTx, tenderIds: string[]): Promise<Set<string>> {
	const { rows } = await sql<{ batch: string }>`
		select distinct q.batch from tender_request q join opened_tender ot on ot.tender_id = q.tender_id
		where q.kind = 'negotiate' and ot.fault is null and clock_timestamp() <= q.answer_until
		and not exists (select 1 from tender_answer a where a.request_id = q.id)
		and q.batch in (select batch from tender_request where tender_id = any(${uuids(tenderIds)}))`.execute(db);
	return new Set(rows.map((row) => row.batch));
}

/** How an answer to a criterion reads since a negotiation, and in which answer that was said. */
export interface Changed {
	text: string;
	answerId: string;
}

/**
 * Tender id → criterion id → how the answer reads after negotiation, the last one of several. With `settled`, for those
 * who score: only from negotiations that wait for nobody. Says nothing about who may see it.
 */
export async function changesOf(
	db: DbOrTx,
	tenderIds: string[],
	{ settled }: { settled: boolean }
): Promise<Map<string, Record<string, Changed>>> {
	const waiting = settled ? await waitingBatches(db, tenderIds) : new Set<string>();
	const { rows } = await sql<{
		id: string;
		tenderId: string;
		batch: string;
		changes: Record<string, string>;
	}>`
		select a.id, q.tender_id as "tenderId", q.batch, a.changes from tender_answer a
		join tender_request q on q.id = a.request_id
		where q.tender_id = any(${uuids(tenderIds)}) and a.changes is not null order by a.answered_at`.execute(db);
	const found = new Map<string, Record<string, Changed>>();
	for (const { id, tenderId, batch, changes } of rows) {
		if (waiting.has(batch)) continue;
		const now = Object.entries(changes).map(([key, text]) => [key, { text, answerId: id }]);
		found.set(tenderId, { ...found.get(tenderId), ...Object.fromEntries(now) });
	}
	return found;
}

/** Criterion id → the answer's words after negotiation, of one tender. */
export async function negotiatedAnswers(
	db: DbOrTx,
	tenderId: string,
	which: { settled: boolean }
): Promise<Record<string, string>> {
	return textsOf((await changesOf(db, [tenderId], which)).get(tenderId) ?? {});
}

export const textsOf = (changes: Record<string, Changed>): Record<string, string> =>
	Object.fromEntries(Object.entries(changes).map(([key, { text }]) => [key, text]));

/** How the answers of one's own tender read now. The caller stands on its side. */
export async function standingAnswers(db: DbOrTx, tenderId: string): Promise<Record<string, string>> {
	const sent = await readOwn(db, tenderId);
	return { ...sent?.solution.answers, ...(await negotiatedAnswers(db, tenderId, { settled: false })) };
}

/** Those answers that really read differently. @throws where nothing is negotiated, or one is empty or too long */
export async function checkChanges(
	db: DbOrTx,
	{ id, procurement }: Tender,
	requestId: string,
	typed: Record<string, string>
): Promise<Record<string, string>> {
	if (Object.keys(typed).length === 0) return {};
	const negotiation = await db
		.selectFrom('tender_request')
		.select('id')
		.where('id', '=', requestId)
		.where('tender_id', '=', id)
		.where('kind', '=', 'negotiate')
		.executeTakeFirst();
	if (!negotiation) throw notFound();
	const standing = await standingAnswers(db, id);
	const changed = Object.entries(typed).filter(([key, text]) => text.trim() !== (standing[key] ?? '').trim());
	for (const [key, text] of changed) {
		const criterion = procurement.criteria.find((one) => one.id === key);
		if (!criterion) throw notFound();
		if (!text.trim()) throw invalid('written.refuse.empty', `answer.${key}`);
		if (countWords(text) > criterion.maxWords) throw invalid('procurement.refuse.words', `answer.${key}`);
	}
	return Object.fromEntries(changed);
}

/**
 * Points are handed in and frozen only when no negotiation waits. Locks the round, so that none begins meanwhile, and
 * waits for whoever is answering at this moment. @throws conflict
 */
export async function refuseNegotiating(tx: Tx, roundId: string, mode: 'share' | 'update'): Promise<void> {
	const lock = mode === 'share' ? sql`for share` : sql`for update`;
	await sql`select 1 from procurement_round where id = ${roundId} ${lock}`.execute(tx);
	if (await negotiates(tx, roundId)) throw new AppError('conflict', 'written.refuse.negotiating');
}

/** Whether a negotiation in the round waits for an answer. Waits for whoever is answering. */
export async function negotiates(tx: Tx, roundId: string): Promise<boolean> {
	const { rows } = await sql<{ id: string }>`
		select q.tender_id as id from tender_request q join tender t on t.id = q.tender_id
		where t.round_id = ${roundId} and q.kind = 'negotiate' for share of q`.execute(tx);
	return (await waitingBatches(tx, [...new Set(rows.map((row) => row.id))])).size > 0;
}
