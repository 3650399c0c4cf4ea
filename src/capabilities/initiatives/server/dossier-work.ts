import { sql } from 'kysely';
import { requireSecondFactor } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { newText, plainText, toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { defineFileOwner, listFiles, storeFile } from '#platform/server/files/index.ts';
import {
	accessInitiative,
	accessInitiativeById,
	editInitiative,
	leadInitiative,
	workInInitiative
} from './access.ts';
import { addToDossier, type DossierEntry } from './dossier.ts';

export interface DossierRow {
	id: string;
	at: Date;
	happenedOn: string | null;
	kind: DossierEntry['kind'];
	audience: DossierEntry['audience'];
	title: LocalText;
	body: LocalText | null;
	/** Names of those that got it. */
	organisations: string[];
	files: { id: string; name: string }[];
	redactedAt: Date | null;
	redactionReason: string | null;
}

/** The whole story, oldest first. What is redacted keeps its place and loses its words. */
export async function dossierOf(db: DbOrTx, initiativeId: string): Promise<DossierRow[]> {
	const { rows } = await sql<Omit<DossierRow, 'files'> & { file_ids: string[] }>`
		select d.id, d.at, d.happened_on as "happenedOn", d.kind, d.audience, d.title, d.body, d.file_ids,
			d.redacted_at as "redactedAt", d.redaction_reason as "redactionReason",
			array(select o.name from organisation o where o.id = any(d.organisations) order by o.name) as organisations
		from dossier_entry d where d.initiative_id = ${initiativeId}::uuid order by d.at, d.id`.execute(db);
	const ids = rows.filter((row) => !row.redactedAt).map((row) => row.id);
	const own = await listFiles(db, 'dossier', ids);
	return rows.map(({ file_ids: _ids, ...row }) => ({
		...row,
		title: toText(row.title)!,
		body: toText(row.body),
		files: own.filter((file) => file.subject_id === row.id).map(({ id, name }) => ({ id, name }))
	}));
}

export interface DossierInput {
	kind: 'material' | 'meeting' | 'note';
	title: string;
	body?: string;
	audience: DossierEntry['audience'];
	on?: string;
}

/** Adds material, a meeting or a note by hand, with a file where there is one. */
export async function addDossierEntry(
	ctx: Context,
	slug: string,
	input: DossierInput,
	file?: File,
	alt?: string
): Promise<{ id: string }> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const id = await addToDossier(tx, ctx, {
			initiativeId: run.id,
			kind: input.kind,
			title: newText(ctx.lang, input.title),
			body: input.body ? newText(ctx.lang, input.body) : null,
			audience: input.audience,
			on: input.on
		});
		if (file && file.size > 0) {
			const published = input.audience === 'public';
			const stored = await storeFile(tx, ctx, {
				subjectKind: 'dossier',
				subjectId: id,
				file,
				alt,
				published
			});
			await tx
				.updateTable('dossier_entry')
				.set({ file_ids: [stored.id] })
				.where('id', '=', id)
				.execute();
		}
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'dossier.added',
			subject: `dossier_entry:${id}`,
			data: { kind: input.kind, audience: input.audience }
		});
		return { id };
	});
}

/** Takes the words and files out of an entry for a reason that stays in their place. */
export async function redactDossierEntry(
	ctx: Context,
	slug: string,
	input: { entryId: string; reason: string }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('dossier_entry')
			.set({
				title: json(newText('sv', 'Borttaget', { en: 'Removed' })),
				body: null,
				file_ids: [],
				redacted_at: sql`now()`,
				redaction_reason: input.reason
			})
			.where('id', '=', input.entryId)
			.where('initiative_id', '=', run.id)
			.where('redacted_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!row) throw notFound();
		await tx
			.updateTable('file')
			.set({ removed_at: sql`now()` })
			.where('subject_kind', '=', 'dossier')
			.where('subject_id', '=', row.id)
			.execute();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'dossier.redacted',
			subject: `dossier_entry:${row.id}`
		});
	});
}

export interface ReleaseEntry {
	entryId: string;
	title: string;
	body?: string;
}

/**
 * Releases the masked rendering that a tender attaches: chosen entries with the words as masked, in the name of
 * the person who has read them. It never changes afterwards.
 */
export async function releaseDossier(
	ctx: Context,
	slug: string,
	input: { title: string; entries: readonly ReleaseEntry[] }
): Promise<{ id: string }> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	requireSecondFactor(ctx);
	if (input.entries.length === 0) throw new AppError('invalid', 'initiatives.dossier.error.none');
	const known = new Map((await dossierOf(ctx.db, run.id)).map((row) => [row.id, row]));
	const entries = input.entries.map(({ entryId, title, body }) => {
		const row = known.get(entryId);
		if (!row || row.redactedAt) throw notFound();
		return { entryId, title: newText(ctx.lang, title), body: body ? newText(ctx.lang, body) : null };
	});
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('dossier_release')
			.values({
				initiative_id: run.id,
				title: json(newText(ctx.lang, input.title)),
				entries: json(entries),
				released_by: ctx.actor.personId!,
				released_by_name: ctx.actor.name!
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'dossier.released',
			subject: `dossier_release:${row.id}`,
			data: { entries: entries.map((entry) => entry.entryId) }
		});
		return row;
	});
}

/** Releases so far, newest first. */
export async function releasesOf(db: DbOrTx, initiativeId: string) {
	const rows = await db
		.selectFrom('dossier_release')
		.select(['id', 'title', 'released_by_name as by', 'released_at as at'])
		.select(sql<number>`jsonb_array_length(entries)`.as('count'))
		.where('initiative_id', '=', initiativeId)
		.orderBy('released_at', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, title: plainText(toText(row.title), 'sv') }));
}

// Files follow their entry: public ones are everybody's, the rest the team's.
defineFileOwner('dossier', async (ctx, entryId, { published }) => {
	const row = await ctx.db
		.selectFrom('dossier_entry')
		.select('initiative_id')
		.where('id', '=', entryId)
		.executeTakeFirst();
	if (!row) return false;
	const permission = published ? undefined : workInInitiative;
	return accessInitiativeById(ctx, row.initiative_id, permission).then(
		() => true,
		() => false
	);
});
