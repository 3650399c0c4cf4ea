import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { SignedReceipt } from '#platform/server/receipts/index.ts';
import { refusalsToSubmit } from '../rules.ts';
import { buildTender, type SealedTender, type ToSeal } from '../sealing/build.ts';
import type { Content } from '../sealing/content.ts';
import { stateOf, type Standing, type TenderFacts } from '../sealing/tender-facts.ts';
import { namedPerson } from './access.ts';
import { recipientsOf } from './holders.ts';
import { lotsTenderedFor } from './lot-limits.ts';
import { giveReceipt, lastSubmission, momentOf, refuseLate, type Moment } from './receipts.ts';
import { destroyAll, manifestFor, storePieces, type Manifest } from './sealed.ts';
import { filesOf, wholeFiles } from './sealed-files.ts';
import { accessTender, loadTender, submitTenderPermission, type Tender } from './tender-access.ts';
import { promisedPrice } from './vault.ts';

/** Where a tender was sealed: in the tenderer's browser, with the `age` program, or by the server on receipt. */
export const WAYS = ['browser', 'age', 'server'] as const;
export type Way = (typeof WAYS)[number];

export interface Delivered {
	tender: SealedTender;
	way: Way;
	/** The version that stands inside the encryption; null where only the tenderer knows. */
	version: number | null;
}

/** What a tenderer's side needs in order to seal: for whom, and what to write on the label. */
export async function toSeal(db: DbOrTx, tender: Tender): Promise<Omit<ToSeal, 'content'>> {
	const { procurement, round } = tender;
	return {
		label: {
			round: round.id,
			organisation: tender.organisationId,
			version: (await lastVersion(db, tender.id)) + 1,
			documents: await documentVersions(db, procurement.id)
		},
		identity: {
			organisation: tender.organisationName,
			partners: tender.partners.map(({ organisationId, name, declarations }) => ({
				id: organisationId,
				name,
				...(declarations ? { declarations } : {})
			}))
		},
		recipients: await recipientsOf(db, round.id),
		names: Object.fromEntries([
			...procurement.criteria.map((one) => [one.id, plainText(one.name, tender.lang)]),
			...procurement.conditions.map((one) => [one.id, plainText(one.statement, tender.lang).slice(0, 80)])
		])
	};
}

/** How many versions of documents have been published; rises with every amendment. */
export async function documentVersions(db: DbOrTx, procurementId: string): Promise<number> {
	const { rows } = await sql<{
		count: number;
	}>`select count(*)::int as count from procurement_document_version v
		join procurement_document d on d.id = v.document_id
		where d.procurement_id = ${procurementId} and v.published_at is not null`.execute(db);
	return rows[0]!.count;
}

/** What the server itself knows of a tender that it cannot read. */
export const standingOf = (tender: Tender): Standing => ({
	claimed: tender.claimed,
	cancelled: tender.procurement.cancelledAt !== null,
	partnersConfirmed: tender.partners.every((one) => one.confirmedAt !== null)
});

/** What a tenderer must know to write. */
export async function factsFor(
	db: DbOrTx,
	{ procurement, round, organisationId }: Tender
): Promise<TenderFacts> {
	const ahead = procurement.rounds.filter((one) => one.number >= round.number);
	const before = procurement.rounds.find((one) => one.number === round.number - 1);
	return {
		criteria: procurement.criteria.map(({ id, name, description, weight, maxWords }) => ({
			id,
			name,
			description,
			weight,
			maxWords
		})),
		conditions: procurement.conditions.map(({ ground: _, position: __, ...one }) => one),
		ahead: ahead.map(({ number, step, name, supplierBudgetMinor }) => ({
			number,
			step,
			name,
			ceilingMinor: supplierBudgetMinor
		})),
		currency: procurement.currency,
		promisedMinor: before ? await promisedPrice(db, before.id, organisationId, round.number) : null
	};
}

const SILENT = { name: '-', answers: [], declarations: [], prices: [], ceilings: [], promisedMinor: null };

/** What stops any tender of this side from being handed in, whatever it says. */
export const standingRefusals = (tender: Tender) => refusalsToSubmit({ ...SILENT, ...standingOf(tender) });

/**
 * Takes in a sealed tender, replacing an earlier one, and gives a signed receipt: also for what came too late and is
 * refused. @throws AppError conflict with the deadline when late, or with what is lacking
 */
export async function submitTender(
	ctx: Context,
	tenderId: string,
	delivered: Delivered
): Promise<SignedReceipt> {
	const known = await accessTender(ctx, tenderId, submitTenderPermission);
	return settle(
		await ctx.db.transaction().execute(async (tx) => {
			const moment = await momentOf(tx, known.round.id);
			// Locked, so that two who send at once come after each other.
			await sql`select 1 from tender where id = ${tenderId} for update`.execute(tx);
			const tender = (await loadTender(tx, tenderId))!;
			const version = (await lastVersion(tx, tenderId)) + 1;
			const files = await wholeFiles(tx, tenderId, delivered.tender.files);
			const manifest = manifestFor(delivered.tender, files);
			const delivery = { version, sha256: manifest.sha256, bytes: manifest.bytes };
			if (!moment.inTime) return refuseLate(tx, ctx, tender, moment, delivery);
			const [refusal] = standingRefusals(tender);
			if (refusal) throw new AppError('conflict', refusal);
			await refuseTooManyLots(tx, tender);
			if (delivered.version !== null && delivered.version !== version)
				throw new AppError('conflict', 'procurement.refuse.version');
			await putAway(tx, ctx, { tender, version, delivered, manifest, moment });
			const kind = version === 1 ? ('submission' as const) : ('replacement' as const);
			return giveReceipt(tx, ctx, tender, moment, { ...delivery, kind });
		})
	);
}

/**
 * Seals on receipt what came without a script, and takes it in. The plain text is never stored; whoever runs the
 * server could have read it in passing, and the tenderer has been told.
 */
export async function sealAndSubmit(
	ctx: Context,
	tenderId: string,
	content: Content
): Promise<SignedReceipt> {
	const tender = await accessTender(ctx, tenderId, submitTenderPermission);
	const seal = await toSeal(ctx.db, tender);
	const state = stateOf(await factsFor(ctx.db, tender), standingOf(tender), content);
	const [refusal] = tender.round.tendersOpen ? refusalsToSubmit(state) : [];
	if (refusal) throw new AppError('conflict', refusal);
	const sealed = await buildTender({ ...seal, content });
	return submitTender(ctx, tenderId, { tender: sealed, way: 'server', version: seal.label.version });
}

/** One tenders for so many lots at most; a tender that is withdrawn makes room for another. */
async function refuseTooManyLots(tx: Tx, { procurement, round, organisationId }: Tender): Promise<void> {
	const max = procurement.lotsTenderMax;
	if (!round.lot || round.step > 1 || max === null) return;
	// Two tenders of one organisation that are sent at once come after each other.
	await sql`select pg_advisory_xact_lock(hashtextextended(${`lots ${procurement.id} ${organisationId}`}, 0))`.execute(
		tx
	);
	const others = await lotsTenderedFor(tx, procurement.id, round.id, organisationId);
	if (others >= max) throw new AppError('conflict', 'lots.refuse.tenders');
}

/** A refusal is thrown only now: its receipt has been committed. */
function settle(outcome: SignedReceipt | AppError): SignedReceipt {
	if (outcome instanceof AppError) throw outcome;
	return outcome;
}

interface Prepared {
	tender: Tender;
	version: number;
	delivered: Delivered;
	manifest: Manifest;
	moment: Moment;
}

async function putAway(tx: Tx, ctx: Context, done: Prepared): Promise<void> {
	const { tender, version, delivered, manifest, moment } = done;
	const person = namedPerson(ctx);
	await destroyAll(tx, tender.id, delivered.tender.files);
	const { id } = await tx
		.insertInto('tender_submission')
		.values({
			tender_id: tender.id,
			version,
			received_at: moment.at,
			sha256: manifest.sha256,
			bytes: manifest.bytes,
			way: delivered.way,
			documents: await documentVersions(tx, tender.procurement.id),
			submitted_by: person.id,
			submitted_name: person.name
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await storePieces(tx, id, delivered.tender);
}

async function lastVersion(db: DbOrTx, tenderId: string): Promise<number> {
	const { rows } = await sql<{ last: number }>`
		select coalesce(max(version), 0)::int as last from tender_submission where tender_id = ${tenderId}`.execute(
		db
	);
	return rows[0]!.last;
}

/** Takes the tender back before the deadline. What was sealed is destroyed; the draft and the receipts stay. */
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
			// Files belong to the draft too, whose key only its writer has; they go when the deadline has passed.
			await destroyAll(
				tx,
				tenderId,
				(await filesOf(tx, tenderId)).map((file) => file.id)
			);
			return giveReceipt(tx, ctx, tender, moment, { kind: 'withdrawal', version, sha256, bytes });
		})
	);
}
