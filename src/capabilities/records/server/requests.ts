import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { RequestInput } from '../form.ts';
import type { Outcome, PartOutcome } from '../rules.ts';
import { accessRequests, type Handling } from './access.ts';
import { subjectsOf, type Subject } from './subjects.ts';

/** Where a request is, as in the URL. */
export interface RequestRef {
	slug: string;
	id: string;
}

/** A request to read. Nobody has to say who they are or why, so it is not asked. */
export interface ReadingRequest {
	id: string;
	number: number;
	subject: Subject;
	receivedOn: string;
	wanted: string;
	diaryNumber: string | null;
	registeredAt: Date;
	outcome: { outcome: Outcome; note: string | null; by: string; at: Date } | null;
	decided: boolean;
}

/** A document that was tried, with what was found part by part. */
export interface Assessed {
	id: string;
	documentId: string;
	organisationId: string;
	organisation: string;
	sha256: string;
	by: string;
	at: Date;
	parts: AssessedPart[];
}

export interface AssessedPart {
	part: string;
	heading: string;
	outcome: PartOutcome;
	passages: string[];
	paragraph: string | null;
	harm: string | null;
}

export async function listRequests(
	ctx: Context,
	slug: string
): Promise<Handling & { requests: ReadingRequest[]; subjects: Subject[] }> {
	const handling = await accessRequests(ctx, slug);
	const subjects = await subjectsOf(ctx, handling.run);
	return { ...handling, subjects, requests: await readRequests(ctx.db, handling.run.id, subjects) };
}

async function readRequests(
	db: DbOrTx,
	initiativeId: string,
	subjects: Subject[]
): Promise<ReadingRequest[]> {
	const rows = await db
		.selectFrom('disclosure_request as r')
		.leftJoin('disclosure_outcome as o', 'o.request_id', 'r.id')
		.leftJoin('disclosure_decision as d', 'd.request_id', 'r.id')
		.select(['r.id', 'r.number', 'r.subject', 'r.subject_id', 'r.received_on', 'r.wanted', 'r.diary_number'])
		.select(['r.registered_at', 'o.outcome', 'o.note', 'o.concluded_by_name', 'o.concluded_at', 'd.made_at'])
		.where('r.initiative_id', '=', initiativeId)
		.orderBy('r.number', 'desc')
		.execute();
	return rows.flatMap((row) => {
		const subject = subjects.find((one) => one.kind === row.subject && one.id === row.subject_id);
		if (!subject) return [];
		return [
			{
				id: row.id,
				number: row.number,
				subject,
				receivedOn: row.received_on,
				wanted: row.wanted,
				diaryNumber: row.diary_number,
				registeredAt: row.registered_at,
				outcome: row.outcome
					? {
							outcome: row.outcome as Outcome,
							note: row.note,
							by: row.concluded_by_name!,
							at: row.concluded_at!
						}
					: null,
				decided: row.made_at !== null
			}
		];
	});
}

/** Writes a request into the register. @returns its id */
export async function registerRequest(ctx: Context, slug: string, input: RequestInput): Promise<string> {
	const { run } = await accessRequests(ctx, slug);
	const subjects = await subjectsOf(ctx, run);
	const subject = subjects.find((one) => one.kind === input.subject.kind && one.id === input.subject.id);
	if (!subject) throw invalid('subject', 'records.error.subject');
	return ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from initiative where id = ${run.id} for update`.execute(tx);
		await refuseFuture(tx, 'receivedOn', input.receivedOn);
		const row = await tx
			.insertInto('disclosure_request')
			.values({
				initiative_id: run.id,
				number: sql<number>`(select coalesce(max(number), 0) + 1 from disclosure_request where initiative_id = ${run.id})`,
				subject: subject.kind,
				subject_id: subject.id,
				received_on: input.receivedOn,
				wanted: input.wanted,
				diary_number: input.diaryNumber ?? null,
				registered_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await auditRequest(tx, ctx, run.id, row.id, 'disclosure.registered');
		return row.id;
	});
}

/** One request whole, with what has been found so far. Ids of other initiatives do not exist here. */
export async function requestOf(
	ctx: Context,
	ref: RequestRef
): Promise<Handling & { request: ReadingRequest; assessed: Assessed[] }> {
	const { subjects: _, requests, ...handling } = await listRequests(ctx, ref.slug);
	const request = requests.find((one) => one.id === ref.id);
	if (!request) throw notFound();
	return { ...handling, request, assessed: await readAssessed(ctx.db, ref.id) };
}

export async function readAssessed(db: DbOrTx, requestId: string): Promise<Assessed[]> {
	const documents = await db
		.selectFrom('disclosure_document')
		.selectAll()
		.where('request_id', '=', requestId)
		.orderBy('organisation_name')
		.execute();
	const parts = await db
		.selectFrom('disclosure_part as p')
		.innerJoin('disclosure_document as d', 'd.id', 'p.document_id')
		.selectAll('p')
		.where('d.request_id', '=', requestId)
		.orderBy('p.position')
		.execute();
	return documents.map((row) => ({
		id: row.id,
		documentId: row.document_id,
		organisationId: row.organisation_id,
		organisation: row.organisation_name,
		sha256: row.sha256,
		by: row.assessed_by_name,
		at: row.assessed_at,
		parts: parts
			.filter((part) => part.document_id === row.id)
			.map(({ part, heading, outcome, passages, paragraph, harm }) => ({
				part,
				heading,
				outcome: outcome as PartOutcome,
				passages,
				paragraph,
				harm
			}))
	}));
}

/** Locks a request, so that two people do not end it differently. @throws when it has ended */
export async function lockOpen(tx: Tx, requestId: string): Promise<void> {
	await sql`select 1 from disclosure_request where id = ${requestId} for update`.execute(tx);
	const ended = await tx
		.selectFrom('disclosure_outcome')
		.select('request_id')
		.where('request_id', '=', requestId)
		.executeTakeFirst();
	if (ended) throw new AppError('conflict', 'records.error.concluded');
}

export function auditRequest(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	requestId: string,
	action: string,
	data?: Record<string, unknown>
): Promise<void> {
	const subject = `disclosure_request:${requestId}`;
	return audit(tx, ctx.actor, { chain: `initiative:${initiativeId}`, action, subject, data });
}

/** @throws invalid at the field when the day lies ahead, by the database's clock in Sweden */
export async function refuseFuture(tx: Tx, field: string, day: string): Promise<void> {
	const { rows } = await sql<{
		late: boolean;
	}>`select ${day}::date > (now() at time zone 'Europe/Stockholm')::date as late`.execute(tx);
	if (rows[0]!.late) throw invalid(field, 'records.error.future');
}

export function invalid(field: string, key: 'records.error.subject' | 'records.error.future'): AppError {
	return new AppError('invalid', 'form.error.failed', { fields: { [field]: key } });
}
