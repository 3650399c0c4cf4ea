import type { z } from 'zod';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { newText, toText, type LocalText } from '#platform/i18n/text.ts';
import { defineFileOwner, storeFile } from '#platform/server/files/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { sql } from 'kysely';
import type { documentForm, documentVersionForm } from '../form.ts';
import { accessProcurement, type ProcurementAccess, type ProcurementRef } from './access.ts';
import { auditRun, invalid, refuseIfCancelled, tell } from './common.ts';
import { mailDrafters } from './mail.ts';
import type { Procurement } from './load.ts';

export interface DocumentVersion {
	id: string;
	version: number;
	body: LocalText | null;
	file: { id: string; name: string; type: string; size: number } | null;
	note: string | null;
	createdAt: Date;
	publishedAt: Date | null;
}
export interface ProcurementDocument {
	id: string;
	title: LocalText;
	kind: 'text' | 'file';
	withdrawnAt: Date | null;
	/** Newest first. */
	versions: DocumentVersion[];
}

/** Adds a document: a text written here, or a file. Published at once when the procurement already is. */
export async function addDocument(
	ctx: Context,
	ref: ProcurementRef,
	input: z.output<typeof documentForm>,
	file?: File
): Promise<string> {
	const access = await accessProcurement(ctx, ref, procureForInitiative);
	refuseLate(access.procurement);
	if (!file && !input.body) throw invalid('procurement.refuse.document', 'body');
	return ctx.db.transaction().execute(async (tx) => {
		const { id } = await tx
			.insertInto('procurement_document')
			.values({
				procurement_id: access.procurement.id,
				title: json(newText(ctx.lang, input.title)),
				kind: file ? 'file' : 'text'
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await insertVersion(tx, ctx, access, { documentId: id, version: 1, body: input.body, file });
		await amended(tx, ctx, access, id, 1);
		return id;
	});
}

/** A new version of a document, saying what changed. After publication it is an amendment that all are told of. */
export async function addVersion(
	ctx: Context,
	ref: ProcurementRef,
	documentId: string,
	input: z.output<typeof documentVersionForm>,
	file?: File
): Promise<void> {
	const access = await accessProcurement(ctx, ref, procureForInitiative);
	refuseLate(access.procurement);
	const [document] = await documentsOf(ctx.db, access.procurement.id, { documentId, drafts: true });
	if (!document || document.withdrawnAt) throw notFound();
	if (document.kind === 'file' ? !file : !input.body) throw invalid('procurement.refuse.document', 'body');
	const last = document.versions[0]!;
	await ctx.db.transaction().execute(async (tx) => {
		await insertVersion(tx, ctx, access, {
			documentId,
			version: last.version + 1,
			body: input.body,
			before: last.body,
			note: input.note,
			file
		});
		await amended(tx, ctx, access, documentId, last.version + 1);
	});
}

function refuseLate(procurement: Procurement): void {
	refuseIfCancelled(procurement);
	const first = procurement.rounds[0];
	if (first?.closed) throw new AppError('conflict', 'procurement.refuse.closed');
}

interface NewVersion {
	documentId: string;
	version: number;
	body?: string;
	before?: LocalText | null;
	note?: string;
	file?: File;
}

async function insertVersion(tx: Tx, ctx: Context, access: ProcurementAccess, input: NewVersion) {
	const published = access.procurement.publishedAt !== null;
	const stored = input.file
		? await storeFile(tx, ctx, {
				subjectKind: 'procurement',
				subjectId: access.procurement.id,
				file: input.file,
				alt: input.file.name,
				published
			})
		: null;
	await tx
		.insertInto('procurement_document_version')
		.values({
			document_id: input.documentId,
			version: input.version,
			body: input.body ? json(bodyText(ctx, input)) : null,
			file_id: stored?.id ?? null,
			note: input.note ?? null,
			created_by: ctx.actor.personId,
			published_at: published ? sql<Date>`now()` : null
		})
		.execute();
}

function bodyText(ctx: Context, { body, before }: NewVersion): LocalText {
	if (!before) return newText(ctx.lang, body!);
	return { ...before, t: { ...before.t, [ctx.lang]: body! }, v: before.v + (ctx.lang === before.o ? 1 : 0) };
}

async function amended(tx: Tx, ctx: Context, access: ProcurementAccess, documentId: string, version: number) {
	const { run, procurement } = access;
	if (procurement.publishedAt) {
		await tell(tx, ctx, run, procurement, { kind: 'progress', key: 'procurement.news.amended' });
		await mailDrafters(tx, procurement.id, 'amended');
	}
	await auditRun(tx, ctx, run, 'procurement.document-added', `procurement_document:${documentId}`, {
		version
	});
}

/** Documents, oldest first, with their versions newest first. Drafts only for those who work with it. */
export async function documentsOf(
	db: DbOrTx,
	procurementId: string,
	options: { documentId?: string; drafts?: boolean } = {}
): Promise<ProcurementDocument[]> {
	let query = db
		.selectFrom('procurement_document as d')
		.innerJoin('procurement_document_version as v', 'v.document_id', 'd.id')
		.leftJoin('file as f', 'f.id', 'v.file_id')
		.select(['d.id', 'd.title', 'd.kind', 'd.withdrawn_at as withdrawnAt'])
		.select(['v.id as versionId', 'v.version', 'v.body', 'v.note', 'v.created_at as createdAt'])
		.select(['v.published_at as publishedAt', 'f.id as fileId', 'f.name', 'f.type', 'f.size'])
		.where('d.procurement_id', '=', procurementId)
		.orderBy('d.created_at')
		.orderBy('v.version', 'desc');
	if (options.documentId) query = query.where('d.id', '=', options.documentId);
	if (!options.drafts)
		query = query.where('v.published_at', 'is not', null).where('d.withdrawn_at', 'is', null);
	const documents = new Map<string, ProcurementDocument>();
	for (const row of await query.execute()) {
		const { id, kind, withdrawnAt } = row;
		const document: ProcurementDocument = documents.get(id) ?? {
			id,
			kind: kind as ProcurementDocument['kind'],
			withdrawnAt,
			title: toText(row.title)!,
			versions: []
		};
		document.versions.push(shapeVersion(row));
		documents.set(id, document);
	}
	return [...documents.values()];
}

function shapeVersion(row: {
	versionId: string;
	version: number;
	body: unknown;
	note: string | null;
	createdAt: Date;
	publishedAt: Date | null;
	fileId: string | null;
	name: string | null;
	type: string | null;
	size: number | null;
}): DocumentVersion {
	const file = row.fileId ? { id: row.fileId, name: row.name!, type: row.type!, size: row.size! } : null;
	return {
		id: row.versionId,
		version: row.version,
		body: toText(row.body),
		file,
		note: row.note,
		createdAt: row.createdAt,
		publishedAt: row.publishedAt
	};
}

/** Takes a document away; tenderers are told. What was published stays in the record. */
export async function withdrawDocument(ctx: Context, ref: ProcurementRef, documentId: string): Promise<void> {
	const access = await accessProcurement(ctx, ref, procureForInitiative);
	refuseLate(access.procurement);
	const [document] = await documentsOf(ctx.db, access.procurement.id, { documentId, drafts: true });
	if (!document) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('procurement_document')
			.set({ withdrawn_at: sql`now()` })
			.where('id', '=', documentId)
			.execute();
		await amended(tx, ctx, access, documentId, 0);
	});
}

/** Publishes what was written before publication, in the transaction that publishes. */
export async function publishDocuments(tx: Tx, procurementId: string): Promise<void> {
	await sql`update procurement_document_version v set published_at = now() from procurement_document d
		where d.id = v.document_id and d.procurement_id = ${procurementId} and v.published_at is null
		and v.version = (select max(version) from procurement_document_version x where x.document_id = d.id)`.execute(
		tx
	);
	await sql`update file f set published_at = now() from procurement_document_version v, procurement_document d
		where v.file_id = f.id and v.document_id = d.id and d.procurement_id = ${procurementId}
		and v.published_at is not null and f.published_at is null`.execute(tx);
}

defineFileOwner('procurement', async (ctx, procurementId, file) => {
	if (file.published) return true;
	const row = await ctx.db
		.selectFrom('procurement as p')
		.innerJoin('initiative as i', 'i.id', 'p.initiative_id')
		.select('i.slug')
		.where('p.id', '=', procurementId)
		.executeTakeFirst();
	if (!row) return false;
	const access = accessProcurement(ctx, { slug: row.slug, id: procurementId }, procureForInitiative);
	return access.then(
		() => true,
		() => false
	);
});
