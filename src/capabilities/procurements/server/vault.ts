import { AppError } from '#platform/errors/index.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { sealedPrice, sealedSolution, type SealedPrice, type SealedSolution } from '../form.ts';
import type { Said } from '../sealing/content.ts';

// What opened tenders say. Nothing lies here before two holders have opened it; the price is released after the
// quality scores are frozen. The only module that touches tender_vault.

/** Puts away what an opened tender says; `secret` opens those of its files that have no key of their own. */
export async function storeOpened(tx: Tx, submissionId: string, said: Said, secret: string): Promise<void> {
	const files = said.solution.files.map((file) => ({ ...file, key: file.key ?? secret }));
	await tx
		.insertInto('tender_vault')
		.values([
			{
				submission_id: submissionId,
				part: 'solution',
				body: JSON.stringify({ ...said.solution, files })
			},
			{ submission_id: submissionId, part: 'price', body: JSON.stringify(said.price) }
		])
		.execute();
}

/** Solution of an opened tender, without the keys of its files. @throws forbidden where no opening is recorded. */
export async function readSolution(db: DbOrTx, tenderId: string): Promise<SealedSolution> {
	return sealedSolution.parse(JSON.parse(await readOpened(db, tenderId, 'solution')));
}

/**
 * What opens one file of an opened tender, with its name; null where the tender names no such file. Those from before
 * tenders were sealed have no key.
 */
export async function fileKey(
	db: DbOrTx,
	tenderId: string,
	fileId: string
): Promise<{ name: string; key?: string; sha256?: string; size: number } | null> {
	const body = JSON.parse(await readOpened(db, tenderId, 'solution')) as {
		files: { id: string; name: string; key?: string; sha256?: string; size: number }[];
	};
	const found = body.files.find((one) => one.id === fileId);
	return found ?? null;
}

/**
 * Price of an opened tender, after the quality scores were frozen. Where an error of arithmetic was put right, the price
 * that is compared. @throws forbidden before that
 */
export async function readPrice(db: DbOrTx, tenderId: string): Promise<SealedPrice> {
	const { prices } = sealedPrice.parse(JSON.parse(await readOpened(db, tenderId, 'price')));
	const corrected = await db
		.selectFrom('price_correction as c')
		.innerJoin('tender as t', 't.id', 'c.tender_id')
		.innerJoin('procurement_round as r', 'r.id', 't.round_id')
		.select(['r.number', 'c.to_minor as toMinor'])
		.where('c.tender_id', '=', tenderId)
		.orderBy('c.corrected_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return { prices: corrected ? { ...prices, [String(corrected.number)]: corrected.toMinor } : prices };
}

async function readOpened(db: DbOrTx, tenderId: string, part: 'solution' | 'price'): Promise<string> {
	const row = await db
		.selectFrom('opened_tender as ot')
		.innerJoin('opening as o', 'o.id', 'ot.opening_id')
		.innerJoin('tender_vault as v', 'v.submission_id', 'ot.submission_id')
		.leftJoin('consensus_freeze as f', 'f.round_id', 'o.round_id')
		.select(['v.body', 'f.frozen_at as frozenAt'])
		.where('ot.tender_id', '=', tenderId)
		.where('v.part', '=', part)
		.executeTakeFirst();
	if (!row) throw new AppError('forbidden', 'procurement.refuse.not-opened');
	if (part === 'price' && !row.frozenAt) throw new AppError('forbidden', 'procurement.refuse.price-later');
	return row.body;
}

/** A tenderer's own opened tender. The caller has checked that the asker stands on that side. */
export async function readOwn(
	db: DbOrTx,
	tenderId: string
): Promise<{ solution: SealedSolution; price: SealedPrice } | null> {
	const rows = await db
		.selectFrom('opened_tender as ot')
		.innerJoin('tender_vault as v', 'v.submission_id', 'ot.submission_id')
		.select(['v.part', 'v.body'])
		.where('ot.tender_id', '=', tenderId)
		.execute();
	const body = (part: string) => rows.find((row) => row.part === part)?.body;
	const [solution, price] = [body('solution'), body('price')];
	if (!solution || !price) return null;
	return {
		solution: sealedSolution.parse(JSON.parse(solution)),
		price: sealedPrice.parse(JSON.parse(price))
	};
}

/** The most an organisation said, in an earlier and opened round, that a later phase would cost (öre). */
export async function promisedPrice(
	db: DbOrTx,
	earlierRoundId: string,
	organisationId: string,
	phaseNumber: number
): Promise<number | null> {
	const row = await db
		.selectFrom('opened_tender as ot')
		.innerJoin('tender as t', 't.id', 'ot.tender_id')
		.innerJoin('tender_vault as v', 'v.submission_id', 'ot.submission_id')
		.select('v.body')
		.where('t.round_id', '=', earlierRoundId)
		.where('t.organisation_id', '=', organisationId)
		.where('v.part', '=', 'price')
		.executeTakeFirst();
	return row ? (sealedPrice.parse(JSON.parse(row.body)).prices[String(phaseNumber)] ?? null) : null;
}
