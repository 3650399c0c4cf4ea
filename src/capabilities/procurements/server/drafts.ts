import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { isRecipient } from '#platform/sealing/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Content } from '../sealing/content.ts';
import { openDraft, sealDraft } from '../sealing/draft.ts';
import { invalid } from './common.ts';
import { accessTender, draftTender, refuseClosed, type Tender } from './tender-access.ts';

/** No draft needs more: the longest answers are a few hundred thousand signs. */
const MAX_DRAFT_BYTES = 1024 * 1024;

export interface SealedDraft {
	/** The revision that was read; two who write at once are told. */
	revision: number;
	recipient: string;
	body: Uint8Array;
}

/** Keeps a draft that was sealed by its writer. Gives the new revision. @throws conflict when another saved before */
export async function saveDraft(ctx: Context, tenderId: string, draft: SealedDraft): Promise<number> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	refuseClosed(tender);
	if (!isRecipient(draft.recipient)) throw invalid('procurement.key.refuse.recipient');
	if (draft.body.length > MAX_DRAFT_BYTES)
		throw new AppError('too-large', 'error.too-large', { params: { max: '1 MB' } });
	const { numUpdatedRows } = await ctx.db
		.updateTable('tender')
		.set({
			draft: Buffer.from(draft.body),
			draft_recipient: draft.recipient,
			content: sql`'{}'::jsonb`,
			revision: draft.revision + 1,
			updated_at: sql`now()`
		})
		.where('id', '=', tenderId)
		.where('revision', '=', draft.revision)
		.executeTakeFirst();
	if (numUpdatedRows === 0n) throw new AppError('conflict', 'procurement.refuse.revision');
	return draft.revision + 1;
}

/** For those who write without a script: sealed here with the key that their browser brings along, and forgotten. */
export async function saveOpenDraft(
	ctx: Context,
	tenderId: string,
	input: { revision: number; secret: string; content: Content }
): Promise<number> {
	const { recipient, body } = await sealDraft(input.secret, input.content);
	return saveDraft(ctx, tenderId, { revision: input.revision, recipient, body });
}

/** The draft, read with the key that came along; 'other-key' where it was written with another. */
export async function readDraft(
	tender: Tender,
	secret: string | null
): Promise<Content | null | 'other-key'> {
	if (!tender.draft) return tender.unsealed;
	if (!secret) return 'other-key';
	return openDraft(secret, tender.draft.body).catch(() => 'other-key' as const);
}

/** Throws the draft away, where its key is lost. What was handed in stays as it is. */
export async function dropDraft(ctx: Context, tenderId: string): Promise<void> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	refuseClosed(tender);
	await ctx.db
		.updateTable('tender')
		.set({ draft: null, draft_recipient: null, revision: tender.revision + 1, updated_at: sql`now()` })
		.where('id', '=', tenderId)
		.execute();
}
