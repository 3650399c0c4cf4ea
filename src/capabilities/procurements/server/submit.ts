import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { listFiles } from '#platform/server/files/index.ts';
import type { SignedReceipt } from '#platform/server/receipts/index.ts';
import { countWords, refusalsToSubmit, type SubmitState } from '../rules.ts';
import { namedPerson } from './access.ts';
import { giveReceipt, lastSubmission, momentOf, refuseLate, type Moment } from './receipts.ts';
import { accessTender, loadTender, submitTenderPermission, type Tender } from './tender-access.ts';
import { destroyAll, promisedPrice, seal, store, type Parts, type Sealed } from './vault.ts';

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
 * Submits the draft, replacing an earlier tender, and gives a signed receipt: also for what came too late and is
 * refused. @throws AppError conflict with the deadline when late, or with what is lacking
 */
export async function submitTender(ctx: Context, tenderId: string): Promise<SignedReceipt> {
	const known = await accessTender(ctx, tenderId, submitTenderPermission);
	return settle(
		await ctx.db.transaction().execute(async (tx) => {
			const moment = await momentOf(tx, known.round.id);
			const { tender, version, sealed } = await sealDraft(tx, tenderId);
			const delivery = { version, sha256: sealed.sha256, bytes: sealed.bytes };
			if (!moment.inTime) return refuseLate(tx, ctx, tender, moment, delivery);
			const [refusal] = refusalsToSubmit(await submitState(tx, tender));
			if (refusal) throw new AppError('conflict', refusal);
			await putAway(tx, ctx, { tender, version, sealed, moment });
			const kind = version === 1 ? ('submission' as const) : ('replacement' as const);
			return giveReceipt(tx, ctx, tender, moment, { ...delivery, kind });
		})
	);
}

/** A refusal is thrown only now: its receipt has been committed. */
function settle(outcome: SignedReceipt | AppError): SignedReceipt {
	if (outcome instanceof AppError) throw outcome;
	return outcome;
}

interface Prepared {
	tender: Tender;
	version: number;
	sealed: Sealed;
}

/** The draft as it would be put away; the tender is locked, so that two who send at once come after each other. */
async function sealDraft(tx: Tx, tenderId: string): Promise<Prepared> {
	await sql`select 1 from tender where id = ${tenderId} for update`.execute(tx);
	const tender = (await loadTender(tx, tenderId))!;
	const version = (await lastVersion(tx, tenderId)) + 1;
	const label = { round: tender.round.id, organisation: tender.organisationId, version };
	return { tender, version, sealed: seal(label, await partsOf(tx, tender)) };
}

async function putAway(tx: Tx, ctx: Context, done: Prepared & { moment: Moment }): Promise<void> {
	const { tender, version, sealed, moment } = done;
	const person = namedPerson(ctx);
	await destroyAll(tx, tender.id);
	const { id } = await tx
		.insertInto('tender_submission')
		.values({
			tender_id: tender.id,
			version,
			received_at: moment.at,
			sha256: sealed.sha256,
			bytes: sealed.bytes,
			submitted_by: person.id,
			submitted_name: person.name
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await store(tx, id, sealed);
	await forgetFiles(tx, tender);
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

/** Takes the tender back before the deadline. Its content is destroyed; the draft and the receipts stay. */
export async function withdrawTender(ctx: Context, tenderId: string): Promise<SignedReceipt> {
	const tender = await accessTender(ctx, tenderId, submitTenderPermission);
	const person = namedPerson(ctx);
	return settle(
		await ctx.db.transaction().execute(async (tx) => {
			const moment = await momentOf(tx, tender.round.id);
			await sql`select 1 from tender where id = ${tenderId} for update`.execute(tx);
			const last = await lastSubmission(tx, tenderId);
			if (!last) throw new AppError('conflict', 'procurement.refuse.nothing-submitted');
			const { version, sha256, bytes } = last;
			if (!moment.inTime) return refuseLate(tx, ctx, tender, moment, { version, sha256, bytes });
			await tx
				.updateTable('tender_submission')
				.set({ withdrawn_at: moment.at, withdrawn_by: person.id, withdrawn_name: person.name })
				.where('id', '=', last.submissionId)
				.execute();
			await destroyAll(tx, tenderId);
			return giveReceipt(tx, ctx, tender, moment, { kind: 'withdrawal', version, sha256, bytes });
		})
	);
}
