import { authorize } from '#platform/access/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { MethodKind } from '../form.ts';
import { editMethods } from './access.ts';

/** A method as those who edit methods see it in the list. */
export interface CatalogueEntry {
	key: string;
	kind: MethodKind;
	/** Of the newest published version, else of the draft. */
	name: LocalText;
	number: number | null;
	hasDraft: boolean;
	retiredAt: Date | null;
}

/** Methods that have a draft or are no longer offered, for those who edit methods. */
export async function methodCatalogue(ctx: Context): Promise<CatalogueEntry[]> {
	authorize(ctx, editMethods, null);
	const rows = await ctx.db
		.selectFrom('method as m')
		.innerJoin('method_version as v', 'v.method_id', 'm.id')
		.select([
			'm.key',
			'm.kind',
			'm.retired_at as retiredAt',
			'v.number',
			'v.definition',
			'v.published_at as publishedAt'
		])
		.orderBy('m.created_at')
		.orderBy('v.number')
		.execute();
	const entries = new Map<string, CatalogueEntry>();
	for (const row of rows) {
		const known = entries.get(row.key);
		const name = toText((row.definition as { name?: unknown } | null)?.name);
		const published = row.publishedAt !== null;
		// Rows come with the draft (number 0) first: a published name replaces its.
		entries.set(row.key, {
			key: row.key,
			kind: row.kind as MethodKind,
			retiredAt: row.retiredAt,
			name: name ?? known?.name ?? { o: 'sv', v: 1, t: { sv: row.key } },
			number: published ? row.number : (known?.number ?? null),
			hasDraft: (known?.hasDraft ?? false) || !published
		});
	}
	return [...entries.values()].filter((entry) => entry.hasDraft || entry.retiredAt !== null);
}
