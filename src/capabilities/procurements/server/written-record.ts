import type { DbOrTx } from '#platform/server/db/index.ts';
import { findingsOf } from './checks-read.ts';
import { debriefsOf } from './debriefs.ts';
import { exclusionOf } from './exclusion.ts';
import { lowTendersOf } from './low-prices.ts';
import { waitingBatches } from './negotiated.ts';
import { correctionsOf } from './prices.ts';
import { answerTo, requestsTo } from './requests.ts';

/**
 * Everything in writing about one opened tender after its opening, for the archive; null where there is nothing. The
 * caller has read the tender itself by its door.
 */
export async function writtenRecord(db: DbOrTx, tenderId: string) {
	const asked = await requestsTo(db, [tenderId]);
	const requests = [];
	const locked = await waitingBatches(db, [tenderId]);
	for (const request of asked)
		requests.push({ ...request, answer: locked.has(request.batch) ? null : await answerTo(db, request.id) });
	const facts = {
		requests,
		findings: await findingsOf(db, [tenderId]),
		corrections: await correctionsOf(db, [tenderId]),
		debriefs: await debriefsOf(db, [tenderId]),
		exclusion: await exclusionOf(db, tenderId),
		lowPrice: (await lowTendersOf(db, [tenderId]))[0] ?? null
	};
	const nothing =
		[facts.requests, facts.findings, facts.corrections, facts.debriefs].every((list) => list.length === 0) &&
		!facts.lowPrice &&
		!facts.exclusion;
	if (nothing) return null;
	const files = requests.flatMap(({ answer }) =>
		(answer?.files ?? []).map(({ id }) => ({ id, at: answer!.answeredAt }))
	);
	return { facts, files };
}
