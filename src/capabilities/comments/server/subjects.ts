import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { LocalText } from '#platform/i18n/text.ts';

/** What is commented on, as the asker may know it. */
export interface CommentSubject {
	initiativeId: string | null;
	title: LocalText;
	/** Path without language. */
	path: string;
	/** May the asker hide, restore and release here? */
	mayModerate: boolean;
}

/** Finds the subject for the asker. @throws not-found for what one may not know of */
export type FindSubject = (ctx: Context, id: string) => Promise<CommentSubject>;
const subjects = new Map<string, FindSubject>();

/** A capability opens its records for comments, e.g. `challenge`. */
export function defineCommentSubject(kind: string, find: FindSubject): void {
	subjects.set(kind, find);
}

export async function findSubject(ctx: Context, kind: string, id: string): Promise<CommentSubject> {
	ctx.access.decided = true;
	const find = subjects.get(kind);
	if (!find) throw notFound();
	return find(ctx, id);
}
