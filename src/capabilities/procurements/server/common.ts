import { sql } from 'kysely';
import type { Initiative } from '#capabilities/initiatives/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import { toText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { announce, type News } from '#platform/server/news/index.ts';
import type { Procurement } from './load.ts';

/** Path without language of the public page. */
export const publicPath = (slug: string, id: string) => `/initiatives/${slug}/procurement/${id}`;
/** Path without language of the working page. */
export const workPath = (slug: string, id: string) => `/initiatives/${slug}/work/procurement/${id}`;

/** One language of a text rewritten; null when nothing is left in any language. */
export function mergeText(
	before: LocalText | null,
	ctx: Context,
	typed: string | undefined
): LocalText | null {
	if (!typed && (!before || Object.keys(before.t).every((lang) => lang === ctx.lang))) return null;
	return writeText(before, ctx.lang, typed ?? '');
}

/** As mergeText, ready for a jsonb column. */
export function textColumn(before: LocalText | null, ctx: Context, typed: string | undefined) {
	const text = mergeText(before, ctx, typed);
	return text ? json(text) : null;
}

export function requiredText(before: unknown, ctx: Context, typed: string) {
	return json(writeText(toText(before), ctx.lang, typed));
}

/** A local Swedish time as typed in a form, as an instant in the database. */
export const swedishTime = (local: string | undefined) =>
	local ? sql<Date>`${local}::timestamp at time zone 'Europe/Stockholm'` : null;

/** Raises the procurement's revision, or refuses when somebody else saved in between. */
export async function touch(tx: Tx, procurement: Procurement, revision: number): Promise<void> {
	const { numUpdatedRows } = await tx
		.updateTable('procurement')
		.set({ revision: revision + 1, updated_at: sql`now()` })
		.where('id', '=', procurement.id)
		.where('revision', '=', revision)
		.executeTakeFirst();
	if (numUpdatedRows === 0n) throw new AppError('conflict', 'procurement.refuse.revision');
}

/** What tenderers rely on is fixed at publication; until then it may be written. */
export function refuseIfPublished(procurement: Procurement): void {
	if (procurement.publishedAt) throw new AppError('conflict', 'procurement.refuse.published');
	refuseIfCancelled(procurement);
}

export function refuseIfCancelled(procurement: Procurement): void {
	if (procurement.cancelledAt) throw new AppError('conflict', 'procurement.refuse.cancelled');
}

export function invalid(key: MessageKey, field?: string): AppError {
	return new AppError('invalid', key, { fields: field ? { [field]: key } : {} });
}

/** The buyer's side of the story: the initiative's chain. Never called about a tender before it is opened. */
export function auditRun(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	action: string,
	subject: string,
	data?: Record<string, unknown>
): Promise<void> {
	return audit(tx, ctx.actor, { chain: `initiative:${run.id}`, action, subject, data });
}

/** Public news about a procurement. */
export function tell(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	procurement: Procurement,
	news: Pick<News, 'kind' | 'key' | 'params'>
): Promise<void> {
	return announce(tx, ctx.actor, {
		...news,
		params: { title: procurement.title, ...news.params },
		initiativeId: run.id,
		activityId: procurement.id,
		path: publicPath(run.slug, procurement.id),
		audience: 'public',
		themes: run.themes
	});
}
