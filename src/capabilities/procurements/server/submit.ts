import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { listFiles } from '#platform/server/files/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { countWords, refusalsToSubmit, type SubmitState } from '../rules.ts';
import { namedPerson } from './access.ts';
import { receiptMail, representativesOf } from './mail.ts';
import {
	accessTender,
	auditTender,
	loadTender,
	submitTenderPermission,
	type Tender
} from './tender-access.ts';
import { destroyAll, promisedPrice, seal, store, type Parts } from './vault.ts';

export interface Receipt {
	submissionId: string;
	version: number;
	receivedAt: Date;
	sha256: string;
	bytes: number;
	submittedName: string;
	withdrawnAt: Date | null;
	withdrawnName: string | null;
}

/** What stops this tender from being submitted now, besides the deadline. */
export async function submitState(db: DbOrTx, tender: Tender): Promise<SubmitState> {
	const { content, procurement, round } = tender;
	const ahead = procurement.rounds.filter((one) => one.number >= round.number);
	return {
		claimed: tender.claimed,
		cancelled: procurement.cancelledAt !== null,
		name: content.name,
		answers: procurement.criteria.map((one) => ({
			words: countWords(content.answers[one.id] ?? ''),
			max: one.maxWords
		})),
		prices: ahead.map((one) => content.prices[String(one.number)] ?? null),
		ceilings: ahead.map((one) => one.supplierBudgetMinor),
		promisedMinor: await promised(db, tender),
		partnersConfirmed: tender.partners.every((one) => one.confirmedAt !== null)
	};
}

/** The most this organisation said, in the round before, that the present phase would cost. */
function promised(db: DbOrTx, tender: Tender): Promise<number | null> | null {
	const { procurement, round, organisationId } = tender;
	const before = procurement.rounds.find((one) => one.number === round.number - 1);
	return before ? promisedPrice(db, before.id, organisationId, round.number) : null;
}

/**
 * Submits the draft, replacing an earlier tender. The round is locked for share, then the database's clock is
 * read: whoever closes the round locks it for update and so waits for those who came in time.
 * @throws AppError conflict with the deadline when late, or with what is lacking
 */
export async function submitTender(ctx: Context, tenderId: string): Promise<Receipt> {
	const known = await accessTender(ctx, tenderId, submitTenderPermission);
	const person = namedPerson(ctx);
	return ctx.db.transaction().execute(async (tx) => {
		const receivedAt = await receiveInTime(tx, known.round.id);
		await sql`select 1 from tender where id = ${tenderId} for update`.execute(tx);
		const tender = (await loadTender(tx, tenderId))!;
		const [refusal] = refusalsToSubmit(await submitState(tx, tender));
		if (refusal) throw new AppError('conflict', refusal);
		const version = (await lastVersion(tx, tenderId)) + 1;
		const parts = await partsOf(tx, tender);
		const sealed = seal({ round: tender.round.id, organisation: tender.organisationId, version }, parts);
		await destroyAll(tx, tenderId);
		const row = await tx
			.insertInto('tender_submission')
			.values({
				tender_id: tenderId,
				version,
				received_at: receivedAt,
				sha256: sealed.sha256,
				bytes: sealed.bytes,
				submitted_by: person.id,
				submitted_name: person.name
			})
			.returningAll()
			.executeTakeFirstOrThrow();
		await store(tx, row.id, sealed);
		await forgetFiles(tx, tender);
		await confirmByMail(tx, tender, row.id, person.id, version === 1 ? 'submitted' : 'replaced');
		await auditTender(tx, ctx, tenderId, 'tender.submitted', { version, sha256: sealed.sha256 });
		return shapeReceipt(row);
	});
}

/** Locks the round for share and gives the moment of receipt, or refuses: one microsecond late is late. */
async function receiveInTime(tx: Tx, roundId: string): Promise<Date> {
	await sql`select 1 from procurement_round where id = ${roundId} for share`.execute(tx);
	// A statement of its own: it sees a deadline moved while we waited for the lock.
	const { rows } = await sql<{ at: Date; inTime: boolean; until: Date }>`
		select c.at, r.published_at is not null and c.at <= r.tenders_until as "inTime", r.tenders_until as until
		from procurement_round r, (select clock_timestamp() as at) c where r.id = ${roundId}`.execute(tx);
	const { at, inTime, until } = rows[0]!;
	if (!inTime) throw new AppError('conflict', 'procurement.refuse.late', { params: { until } });
	return at;
}

async function lastVersion(tx: Tx, tenderId: string): Promise<number> {
	const { rows } = await sql<{ last: number }>`
		select coalesce(max(version), 0)::int as last from tender_submission where tender_id = ${tenderId}`.execute(
		tx
	);
	return rows[0]!.last;
}

async function partsOf(tx: Tx, tender: Tender): Promise<Parts> {
	const { content, procurement, round } = tender;
	const files = (await listFiles(tx, 'tender', [tender.id])).filter((file) =>
		content.files.includes(file.id)
	);
	const answers = procurement.criteria.map((one) => [one.id, content.answers[one.id] ?? '']);
	const prices = Object.entries(content.prices).filter(([number]) => Number(number) >= round.number);
	return {
		solution: {
			name: content.name,
			answers: Object.fromEntries(answers),
			files: files.map(({ id, name, sha256, size }) => ({ id, name, sha256, size })),
			partners: tender.partners.map(({ organisationId, name }) => ({ id: organisationId, name }))
		},
		price: { prices: Object.fromEntries(prices) }
	};
}

/** Files that belong neither to the draft nor to what was just submitted. */
async function forgetFiles(tx: Tx, tender: Tender): Promise<void> {
	let query = tx
		.updateTable('file')
		.set({ removed_at: sql`now()` })
		.where('subject_kind', '=', 'tender')
		.where('subject_id', '=', tender.id)
		.where('removed_at', 'is', null);
	if (tender.content.files.length > 0) query = query.where('id', 'not in', tender.content.files);
	await query.execute();
}

async function confirmByMail(
	tx: Tx,
	tender: Tender,
	submissionId: string,
	personId: string,
	what: 'submitted' | 'replaced' | 'withdrawn'
): Promise<void> {
	const others = await representativesOf(tx, tender.organisationId);
	for (const receiver of new Set([personId, ...others])) {
		await sendMail(tx, receiptMail, { submissionId, personId: receiver, what });
	}
}

/** Takes the tender back before the deadline. Its content is destroyed; the draft and the receipts stay. */
export async function withdrawTender(ctx: Context, tenderId: string): Promise<void> {
	const tender = await accessTender(ctx, tenderId, submitTenderPermission);
	const person = namedPerson(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		const at = await receiveInTime(tx, tender.round.id);
		const row = await tx
			.updateTable('tender_submission')
			.set({ withdrawn_at: at, withdrawn_by: person.id, withdrawn_name: person.name })
			.where('tender_id', '=', tenderId)
			.where('withdrawn_at', 'is', null)
			.where(
				'version',
				'=',
				sql<number>`(select max(version) from tender_submission where tender_id = ${tenderId})`
			)
			.returning(['id', 'version'])
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'procurement.refuse.nothing-submitted');
		await destroyAll(tx, tenderId);
		await confirmByMail(tx, tender, row.id, person.id, 'withdrawn');
		await auditTender(tx, ctx, tenderId, 'tender.withdrawn', { version: row.version });
	});
}

/** Every receipt of a tender, newest first: for its own side. */
export async function receiptsOf(
	ctx: Context,
	tenderId: string
): Promise<{ tender: Tender; receipts: Receipt[] }> {
	const tender = await accessTender(ctx, tenderId);
	const rows = await ctx.db
		.selectFrom('tender_submission')
		.selectAll()
		.where('tender_id', '=', tenderId)
		.orderBy('version', 'desc')
		.execute();
	return { tender, receipts: rows.map(shapeReceipt) };
}

function shapeReceipt(row: {
	id: string;
	version: number;
	received_at: Date;
	sha256: string;
	bytes: number;
	submitted_name: string;
	withdrawn_at: Date | null;
	withdrawn_name: string | null;
}): Receipt {
	return {
		submissionId: row.id,
		version: row.version,
		receivedAt: row.received_at,
		sha256: row.sha256,
		bytes: row.bytes,
		submittedName: row.submitted_name,
		withdrawnAt: row.withdrawn_at,
		withdrawnName: row.withdrawn_name
	};
}
