import { sql, type SqlBool } from 'kysely';
import type { Lang } from '#platform/i18n/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import {
	accessInitiative,
	facilitateInitiative,
	workInInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { can } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { looksPersonal, type InsightKind, type InsightState, type Scope } from '../rules.ts';

export interface ListFilter {
	q?: string;
	kind?: InsightKind[];
	scope?: Scope[];
	theme?: string[];
	workshop?: string[];
	state?: InsightState;
	page?: number;
}

export interface InsightLine {
	id: string;
	number: number | null;
	words: string;
	lang: string;
	translations: Partial<Record<Lang, { text: string; of: number }>>;
	wording: number;
	kind: InsightKind;
	scope: Scope;
	themes: string[];
	table: number | null;
	source: string;
	alike: number;
	workshop: LocalText | null;
	createdAt: Date;
	released: boolean;
	published: boolean;
	hidden: boolean;
	merged: boolean;
	reworded: boolean;
	cited: boolean;
	personal: boolean;
}

export const PER_PAGE = 50;

/** Insights of one initiative for its team, newest first. */
export async function listInsights(
	ctx: Context,
	slug: string,
	filter: ListFilter
): Promise<{
	initiative: Initiative;
	mayFacilitate: boolean;
	insights: InsightLine[];
	total: number;
	all: number;
	pages: number;
	workshops: { id: string; title: LocalText }[];
}> {
	const initiative = await accessInitiative(ctx, slug, workInInitiative);
	const query = filtered(ctx.db, initiative.id, filter);
	const { total } = await query.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
	const rows = await selectLines(query)
		.orderBy('i.created_at', 'desc')
		.orderBy('i.id')
		.limit(PER_PAGE)
		.offset(((filter.page ?? 1) - 1) * PER_PAGE)
		.execute();
	return {
		initiative,
		mayFacilitate: can(ctx.actor, facilitateInitiative, initiative),
		insights: rows.map(toLine),
		total,
		all: await countAll(ctx.db, initiative.id),
		pages: Math.max(1, Math.ceil(total / PER_PAGE)),
		workshops: await workshopsOf(ctx.db, initiative.id)
	};
}

const STATE: Record<InsightState, SqlBoolean> = {
	new: sql<SqlBool>`i.released_at is null and i.published_at is null and i.hidden_at is null and i.merged_into is null`,
	released: sql<SqlBool>`i.released_at is not null`,
	published: sql<SqlBool>`i.published_at is not null`,
	untagged: sql<SqlBool>`i.themes = '{}' and i.hidden_at is null and i.merged_into is null`,
	merged: sql<SqlBool>`i.merged_into is not null`,
	hidden: sql<SqlBool>`i.hidden_at is not null`,
	personal: sql<SqlBool>`i.words ~ '([[:alnum:]_.+-]+@[[:alnum:]-]+\\.)|([0-9]{6}[-+ ]?[0-9]{4})|((\\+46|\\m0)[ -]?[0-9]{1,3}[ -]?[0-9]{2,3}[ -]?[0-9]{2,3})'`
};
type SqlBoolean = ReturnType<typeof sql<SqlBool>>;

function filtered(db: DbOrTx, initiativeId: string, filter: ListFilter) {
	const { q, kind, scope, theme, workshop, state } = filter;
	return (
		db
			.selectFrom('insight as i')
			.where('i.initiative_id', '=', initiativeId)
			// What was merged or hidden is asked for by name.
			.$if(!state, (query) => query.where('i.merged_into', 'is', null).where('i.hidden_at', 'is', null))
			.$if(Boolean(state), (query) => query.where(STATE[state!]))
			.$if(Boolean(q), (query) =>
				query.where(sql<SqlBool>`i.search @@ websearch_to_tsquery('swedish', ${q!})`)
			)
			.$if(Boolean(kind?.length), (query) => query.where('i.kind', 'in', kind!))
			.$if(Boolean(scope?.length), (query) => query.where('i.scope', 'in', scope!))
			.$if(Boolean(theme?.length), (query) => query.where(sql<SqlBool>`i.themes && ${theme!}::text[]`))
			.$if(Boolean(workshop?.length), (query) => query.where('i.workshop_id', 'in', workshop!))
	);
}

function selectLines(query: ReturnType<typeof filtered>) {
	return query
		.leftJoin('activity as a', 'a.id', 'i.workshop_id')
		.select(['i.id', 'i.number', 'i.words', 'i.lang', 'i.translations', 'i.wording', 'i.kind', 'i.scope'])
		.select(['i.themes', 'i.table_number', 'i.source', 'i.alike', 'i.created_at', 'i.released_at'])
		.select(['i.published_at', 'i.hidden_at', 'i.merged_into', 'a.title as workshop'])
		.select(sql<boolean>`i.original is not null`.as('reworded'))
		.select(
			sql<boolean>`exists (select from insight_summary_source s where s.insight_id = i.id)`.as('cited')
		);
}

type LineRow = Awaited<ReturnType<ReturnType<typeof selectLines>['execute']>>[number];

function toLine(row: LineRow): InsightLine {
	return {
		id: row.id,
		number: row.number,
		words: row.words,
		lang: row.lang,
		translations: row.translations as InsightLine['translations'],
		wording: row.wording,
		kind: row.kind as InsightKind,
		scope: row.scope as Scope,
		themes: row.themes,
		table: row.table_number,
		source: row.source,
		alike: row.alike,
		workshop: toText(row.workshop),
		createdAt: row.created_at,
		released: row.released_at !== null,
		published: row.published_at !== null,
		hidden: row.hidden_at !== null,
		merged: row.merged_into !== null,
		reworded: row.reworded,
		cited: row.cited,
		personal: looksPersonal(row.words)
	};
}

async function countAll(db: DbOrTx, initiativeId: string): Promise<number> {
	const row = await db
		.selectFrom('insight')
		.select(sql<number>`count(*)::int`.as('n'))
		.where('initiative_id', '=', initiativeId)
		.executeTakeFirstOrThrow();
	return row.n;
}

async function workshopsOf(db: DbOrTx, initiativeId: string) {
	const rows = await db
		.selectFrom('activity')
		.select(['id', 'title'])
		.where('initiative_id', '=', initiativeId)
		.where('kind', '=', 'workshop')
		.orderBy('starts_at', 'desc')
		.execute();
	return rows.map((row) => ({ id: row.id, title: toText(row.title)! }));
}

export interface InsightPage {
	initiative: Initiative;
	insight: InsightLine & { outcome: LocalText | null; hasOriginal: boolean; mergedInto: string | null };
	/** Those that say the same, gathered under this one. */
	alike: { id: string; words: string; lang: string }[];
	/** What this one is gathered under. */
	target: { id: string; words: string; lang: string } | null;
	uses: { title: LocalText; path: string }[];
}

/** One insight with everything that a facilitator may do to it. */
export async function insightPage(ctx: Context, slug: string, id: string): Promise<InsightPage> {
	const initiative = await accessInitiative(ctx, slug, facilitateInitiative);
	const query = ctx.db
		.selectFrom('insight as i')
		.where('i.id', '=', id)
		.where('i.initiative_id', '=', initiative.id);
	const row = await selectLines(query as ReturnType<typeof filtered>)
		.select('i.outcome')
		.executeTakeFirst();
	if (!row) throw notFound();
	const words = ctx.db.selectFrom('insight').select(['id', 'words', 'lang']);
	const uses = await ctx.db
		.selectFrom('insight_use')
		.select(['title', 'path'])
		.where('insight_id', '=', id)
		.orderBy('at')
		.execute();
	return {
		initiative,
		insight: {
			...toLine(row),
			outcome: toText(row.outcome),
			hasOriginal: row.reworded,
			mergedInto: row.merged_into
		},
		alike: await words.where('merged_into', '=', id).orderBy('created_at').limit(100).execute(),
		target: row.merged_into
			? ((await words.where('id', '=', row.merged_into).executeTakeFirst()) ?? null)
			: null,
		uses: uses.map((use) => ({ title: toText(use.title)!, path: use.path }))
	};
}
