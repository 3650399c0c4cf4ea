import { sql, type UpdateObject } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DB, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import type { Bulk } from '../form.ts';
import { citeInsights } from './summary.ts';
import { changeInsights, mergeInsights } from './work.ts';

type Act = Exclude<Bulk['act'], 'merge' | 'cite'>;
type Change = UpdateObject<DB, 'insight'>;

/** What a bulk action writes, and what it does to the walls. */
const CHANGES: Record<Act, { set: (theme?: string) => Change; wall?: 'hide' | 'show' | 'change' }> = {
	tag: { set: (theme) => ({ themes: sql`array_append(array_remove(themes, ${theme}), ${theme})` }) },
	untag: { set: (theme) => ({ themes: sql`array_remove(themes, ${theme})` }) },
	publish: { set: () => ({ published_at: sql`coalesce(published_at, clock_timestamp())`, hidden_at: null }) },
	unpublish: { set: () => ({ published_at: null }) },
	hide: { set: () => ({ hidden_at: sql`clock_timestamp()` }), wall: 'hide' },
	show: { set: () => ({ hidden_at: null }), wall: 'show' },
	local: { set: () => ({ scope: 'local' }), wall: 'change' },
	national: { set: () => ({ scope: 'national' }), wall: 'change' }
};

/**
 * One action on many insights. Merging gathers them under the one that most others already say.
 * @returns the insight that they are gathered under, where they were merged
 */
export async function changeMany(ctx: Context, slug: string, input: Bulk): Promise<string | null> {
	const { act, insight: ids, theme } = input;
	if (act === 'cite') return citeInsights(ctx, slug, ids).then(() => null);
	if (act === 'merge') {
		const into = await strongest(ctx, ids);
		return mergeInsights(ctx, slug, ids, into).then(() => into);
	}
	await changeEach(ctx, slug, { act, insight: ids, theme });
	return null;
}

async function changeEach(
	ctx: Context,
	slug: string,
	{ act, insight: ids, theme }: Omit<Bulk, 'act'> & { act: Act }
): Promise<void> {
	if ((act === 'tag' || act === 'untag') && !theme)
		throw new AppError('invalid', 'insights.error.theme', { fields: { theme: 'insights.error.theme' } });
	const { set, wall } = CHANGES[act];
	await changeInsights(ctx, slug, ids, `insight.bulk-${act}`, async (tx) => {
		await update(tx, ids, set(theme));
		return { wall, data: { theme } };
	});
}

async function update(tx: Tx, ids: string[], change: Change): Promise<void> {
	await tx
		.updateTable('insight')
		.set(change)
		.where(sql<boolean>`id = any(${uuids(ids)})`)
		.execute();
}

async function strongest(ctx: Context, ids: string[]): Promise<string> {
	const row = await ctx.db
		.selectFrom('insight')
		.select('id')
		.where(sql<boolean>`id = any(${uuids(ids)})`)
		.where('merged_into', 'is', null)
		.orderBy('alike', 'desc')
		.orderBy('created_at')
		.limit(1)
		.executeTakeFirst();
	if (!row) throw new AppError('invalid', 'insights.refuse.merge-target');
	return row.id;
}
