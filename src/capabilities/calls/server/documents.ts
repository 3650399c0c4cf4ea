import { sql } from 'kysely';
import { accessInitiativeById, workInInitiative } from '#capabilities/initiatives/index.ts';
import { can } from '#platform/access/index.ts';
import { newText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { defineFileOwner, storeFile } from '#platform/server/files/index.ts';
import { accessRfi, manageCalls } from './access.ts';
import { editDraft } from './draft.ts';

/** Adds a document to the draft; the public reads it from the next publication on. */
export async function addDocument(
	ctx: Context,
	slug: string,
	id: string,
	input: { file: File; title: string; alt?: string; revision: number }
): Promise<void> {
	await accessRfi(ctx, slug, id, manageCalls);
	const stored = await ctx.db
		.transaction()
		.execute((tx) =>
			storeFile(tx, ctx, { subjectKind: 'rfi', subjectId: id, file: input.file, alt: input.alt })
		);
	await editDraft(ctx, slug, id, input.revision, (content) => ({
		...content,
		documents: [...content.documents, { fileId: stored.id, title: newText(ctx.lang, input.title) }]
	}));
}

/** Takes a document out of the draft. Versions that have been published keep it. */
export async function removeDocument(
	ctx: Context,
	slug: string,
	id: string,
	input: { fileId: string; revision: number }
): Promise<void> {
	await editDraft(ctx, slug, id, input.revision, (content) => ({
		...content,
		documents: content.documents.filter((document) => document.fileId !== input.fileId)
	}));
	await ctx.db
		.updateTable('file')
		.set({ removed_at: sql`now()` })
		.where('id', '=', input.fileId)
		.where('subject_kind', '=', 'rfi')
		.where('subject_id', '=', id)
		.where('published_at', 'is', null)
		.execute();
}

// Documents of a call: everybody who may see the initiative once published, before that the team.
defineFileOwner('rfi', async (ctx, rfiId, file) => {
	const rfi = await ctx.db
		.selectFrom('rfi')
		.select('initiative_id')
		.where('id', '=', rfiId)
		.executeTakeFirst();
	if (!rfi) return false;
	const initiative = await accessInitiativeById(ctx, rfi.initiative_id).catch(() => null);
	return initiative !== null && (file.published || can(ctx.actor, workInInitiative, initiative));
});
