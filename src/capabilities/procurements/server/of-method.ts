import type { LocalText } from '#platform/i18n/text.ts';
import { plainText, toText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { loadProcurement } from './load.ts';
import { runOf } from './run.ts';

/** A procurement as the page of its method lists it. */
export interface MethodProcurement {
	id: string;
	slug: string;
	title: LocalText;
	owner: string;
	version: number;
	/** Where it stands, in the reader's language; null when it has come to an end. */
	phase: string | null;
	stopped: boolean;
}

const SHOWN = 50;

/** Published procurements of published initiatives that follow a method, the newest first. */
export async function procurementsOfMethod(
	ctx: Context,
	methodId: string
): Promise<{ total: number; shown: MethodProcurement[] }> {
	const rows = await ctx.db
		.selectFrom('procurement as p')
		.innerJoin('method_version as v', 'v.id', 'p.method_version_id')
		.innerJoin('procurement_publication as pub', 'pub.procurement_id', 'p.id')
		.innerJoin('initiative as i', 'i.id', 'p.initiative_id')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.select(['p.id', 'p.title', 'i.slug', 'o.name as owner', 'v.number as version'])
		.where('v.method_id', '=', methodId)
		.where('i.published_at', 'is not', null)
		.orderBy('pub.published_at', 'desc')
		.execute();
	const shown: MethodProcurement[] = [];
	for (const row of rows.slice(0, SHOWN)) {
		const procurement = (await loadProcurement(ctx.db, row.id))!;
		const { current } = await runOf(ctx.db, procurement);
		shown.push({
			...row,
			title: toText(row.title)!,
			phase: current && plainText(current.name, ctx.lang),
			stopped: procurement.cancelledAt !== null || procurement.rounds.some((one) => one.gate === 'stopped')
		});
	}
	return { total: rows.length, shown };
}

/** How many procurements are under way with any version of a method, unpublished ones among them. */
export async function procurementsUnderWay(db: DbOrTx, methodId: string): Promise<number> {
	const { n } = await db
		.selectFrom('procurement as p')
		.innerJoin('method_version as v', 'v.id', 'p.method_version_id')
		.innerJoin('activity as a', 'a.id', 'p.id')
		.select((eb) => eb.fn.countAll<number>().as('n'))
		.where('v.method_id', '=', methodId)
		.where('a.closed_at', 'is', null)
		.where('a.cancelled_at', 'is', null)
		.executeTakeFirstOrThrow();
	return Number(n);
}
