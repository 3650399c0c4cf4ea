import { createHash } from 'node:crypto';
import { AppError } from '#platform/errors/index.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { sealedPrice, sealedSolution, type SealedPrice, type SealedSolution } from '../form.ts';

// The only module that touches tender_vault. What lies there is readable here through `readOpened`, which
// refuses before a recorded opening, and through `readOwn`, for the tenderer. Encryption made in the tenderer's
// browser can replace the storage without any caller noticing.

export interface Parts {
	solution: SealedSolution;
	price: SealedPrice;
}

export interface Sealed {
	bodies: { solution: string; price: string };
	/** Over round, organisation, version and both parts, so that none of them can be moved or exchanged. */
	sha256: string;
	/** Of both parts and all files. */
	bytes: number;
}

/** Prepares a tender for the vault; nothing is written yet. */
export function seal(label: { round: string; organisation: string; version: number }, parts: Parts): Sealed {
	const bodies = { solution: JSON.stringify(parts.solution), price: JSON.stringify(parts.price) };
	const sha256 = createHash('sha256')
		.update(JSON.stringify({ ...label, ...bodies }))
		.digest('hex');
	const files = parts.solution.files.reduce((sum, file) => sum + file.size, 0);
	const bytes = Buffer.byteLength(bodies.solution) + Buffer.byteLength(bodies.price) + files;
	return { bodies, sha256, bytes };
}

/** Puts a sealed tender away, in the transaction that gives its receipt. */
export async function store(tx: Tx, submissionId: string, { bodies }: Sealed): Promise<void> {
	await tx
		.insertInto('tender_vault')
		.values([
			{ submission_id: submissionId, part: 'solution', body: bodies.solution },
			{ submission_id: submissionId, part: 'price', body: bodies.price }
		])
		.execute();
}

/** Destroys what was replaced or withdrawn; its hash and receipt stay. */
export async function destroyAll(tx: Tx, tenderId: string): Promise<void> {
	await tx
		.deleteFrom('tender_vault')
		.where('submission_id', 'in', (eb) =>
			eb.selectFrom('tender_submission').select('id').where('tender_id', '=', tenderId)
		)
		.execute();
}

/** The tenderer's own last submission. The caller has checked that the asker stands on that side. */
export async function readOwn(db: DbOrTx, submissionId: string): Promise<Parts | null> {
	const rows = await db
		.selectFrom('tender_vault')
		.select(['part', 'body'])
		.where('submission_id', '=', submissionId)
		.execute();
	const body = (part: string) => rows.find((row) => row.part === part)?.body;
	const [solution, price] = [body('solution'), body('price')];
	if (!solution || !price) return null;
	return {
		solution: sealedSolution.parse(JSON.parse(solution)),
		price: sealedPrice.parse(JSON.parse(price))
	};
}

/** Solution of an opened tender. @throws forbidden where no opening is recorded. */
export async function readSolution(db: DbOrTx, tenderId: string): Promise<SealedSolution> {
	return sealedSolution.parse(JSON.parse(await readOpened(db, tenderId, 'solution')));
}

/** Price of an opened tender, after the quality scores were frozen. @throws forbidden before that */
export async function readPrice(db: DbOrTx, tenderId: string): Promise<SealedPrice> {
	return sealedPrice.parse(JSON.parse(await readOpened(db, tenderId, 'price')));
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
