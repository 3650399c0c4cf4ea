import { sql, type RawBuilder } from 'kysely';
import type { MessageKey } from '#platform/i18n/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { LONGEST, shortMemory } from '#platform/server/short-memory.ts';
import { methodVersions } from '#capabilities/methods/index.ts';
import { allKinds } from '../kind.ts';
import { listAddress, type ListFacet, type ListQuery } from '../list.ts';

export const LIST_PAGE = 20;

export interface ListRow {
	slug: string;
	title: LocalText;
	summary: LocalText | null;
	owner: string;
	municipality: string | null;
	county: string | null;
	placeName: string | null;
	themes: string[];
	phases: { name: LocalText; state: 'done' | 'now' | 'todo' }[];
	closedAs: 'finished' | 'stopped' | null;
	publishedAt: Date;
	/** What can be done now, and until when. */
	open: { kind: MessageKey; path: string; until: Date } | null;
}

export interface InitiativeList {
	rows: ListRow[];
	total: number;
	page: number;
	pages: number;
	/** Value → how many, counted among those that fit all the other filters; `owner` by slug. */
	facets: Record<ListFacet, { value: string; label: LocalText | string | null; count: number }[]>;
}

// The same question asked again within some seconds gets the same answer.
const remembered = shortMemory<InitiativeList>(LONGEST, 300);

/** Published initiatives, narrowed, sorted and paged. Two queries whatever the number of rows. */
export async function listInitiatives(ctx: Context, query: ListQuery): Promise<InitiativeList> {
	ctx.access.decided = true;
	return remembered(listAddress(query, { page: query.page }), () => list(ctx.db, query), ctx.freshness);
}

async function list(db: DbOrTx, query: ListQuery): Promise<InitiativeList> {
	const facets = await countFacets(db, query);
	const total = facets.total;
	const pages = Math.max(1, Math.ceil(total / LIST_PAGE));
	const page = Math.min(query.page, pages);
	const rows = await select(db, query, LIST_PAGE, (page - 1) * LIST_PAGE);
	return { rows: await toRows(db, rows), total, page, pages, facets: facets.counts };
}

/** Everything that fits, without paging, for a file. At most 10,000. */
export async function exportInitiatives(ctx: Context, query: ListQuery): Promise<ListRow[]> {
	ctx.access.decided = true;
	return toRows(ctx.db, await select(ctx.db, query, 10_000, 0));
}

interface Row {
	slug: string;
	title: unknown;
	summary: unknown;
	owner: string;
	municipality: string | null;
	county: string | null;
	place_name: string | null;
	themes: string[];
	method_version_id: string;
	current_phase: string;
	closed_as: ListRow['closedAs'];
	published_at: Date;
	open: { id: string; kind: string; until: string } | null;
}

const OPEN = sql`left join lateral (select a.id, a.kind, a.ends_at as until from activity a
	where a.initiative_id = i.id and a.published_at is not null and a.closed_at is null and a.cancelled_at is null
		and a.ends_at > now() order by a.ends_at limit 1) act on i.closed_at is null`;

const ORDER: Record<ListQuery['sort'], RawBuilder<unknown>> = {
	newest: sql`i.published_at desc`,
	deadline: sql`act.until nulls last, i.published_at desc`,
	title: sql`coalesce(i.title #>> '{t,sv}', i.title #>> '{t,en}') collate "sv-SE-x-icu"`
};

async function select(db: DbOrTx, query: ListQuery, limit: number, offset: number): Promise<Row[]> {
	const ranked = query.q && query.sort === 'newest';
	const order = ranked ? sql`${rank(query.q)} desc, i.published_at desc` : ORDER[query.sort];
	const { rows } = await sql<Row>`
		select i.slug, i.title, i.summary, o.name as owner, i.municipality, i.county, i.place_name, i.themes,
			i.method_version_id, i.current_phase, i.closed_as, i.published_at,
			case when act.id is null then null else json_build_object('id', act.id, 'kind', act.kind, 'until', act.until) end as open
		from initiative i join organisation o on o.id = i.organisation_id ${OPEN}
		where ${shown} and ${found(query.q)} and ${sql.join(Object.values(fits(query)), sql` and `)}
		order by ${order}, i.id limit ${limit} offset ${offset}`.execute(db);
	return rows;
}

const shown = sql`i.published_at is not null and i.parent_activity_id is null`;

/** Whole words in both languages, parts of words, and words that are nearly right. */
function found(q: string): RawBuilder<unknown> {
	if (!q) return sql`true`;
	const words = q.toLowerCase();
	return sql`(i.search_vector @@ websearch_to_tsquery('swedish', ${q})
		or i.search_vector @@ websearch_to_tsquery('english', ${q})
		or i.search_text like ${`%${words.replace(/[\\%_]/g, '\\$&')}%`}
		or word_similarity(${words}, i.search_text) > 0.5
		or word_similarity(${words}, lower(o.name)) > 0.5)`;
}

function rank(q: string): RawBuilder<unknown> {
	const words = q.toLowerCase();
	return sql`(ts_rank(i.search_vector, websearch_to_tsquery('swedish', ${q}))
		+ ts_rank(i.search_vector, websearch_to_tsquery('english', ${q}))
		+ greatest(word_similarity(${words}, i.search_text), word_similarity(${words}, lower(o.name))))`;
}

const STATE = sql`case when i.closed_as is not null then i.closed_as when act.id is not null then 'open' else 'ongoing' end`;

function fits(query: ListQuery): Record<ListFacet, RawBuilder<unknown>> {
	const any = (values: string[], column: RawBuilder<unknown>) =>
		values.length === 0 ? sql`true` : sql`${column} = any(${values}::text[])`;
	return {
		theme: query.theme.length === 0 ? sql`true` : sql`i.themes && ${query.theme}::text[]`,
		county: any(query.county, sql`i.county`),
		phase:
			query.phase.length === 0
				? sql`true`
				: sql`(i.closed_at is null and i.current_phase = any(${query.phase}::text[]))`,
		state: any(query.state, STATE),
		owner: any(query.owner, sql`o.slug`)
	};
}

/** Counts for every facet at once: each among those that fit all the others. */
async function countFacets(db: DbOrTx, query: ListQuery) {
	const fit = fits(query);
	const but = (name: ListFacet | null) =>
		sql.join(
			Object.entries(fit).flatMap(([facet]) => (facet === name ? [] : [sql.ref(`fits_${facet}`)])),
			sql` and `
		);
	const { rows } = await sql<{ facet: string; value: string | null; label: unknown; count: number }>`
		with base as materialized (
			select i.county, i.themes, i.current_phase as phase, i.closed_at, o.slug as owner, o.name as owner_name,
				i.method_version_id, ${STATE} as state,
				${sql.join(
					Object.entries(fit).map(
						([name, rule]) => sql`coalesce(${rule}, false) as ${sql.ref(`fits_${name}`)}`
					)
				)}
			from initiative i join organisation o on o.id = i.organisation_id ${OPEN}
			where ${shown} and ${found(query.q)}
		)
		select 'total' as facet, null as value, null::jsonb as label, count(*)::int as count from base where ${but(null)}
		union all select 'county', county, null, count(*)::int from base where county is not null and ${but('county')} group by county
		union all select 'theme', theme, null, count(*)::int from base, unnest(themes) theme where ${but('theme')} group by theme
		union all select 'state', state, null, count(*)::int from base where ${but('state')} group by state
		union all select 'owner', owner, to_jsonb(min(owner_name)), count(*)::int from base where ${but('owner')} group by owner
		union all select 'phase', phase, to_jsonb(min(method_version_id::text)), count(*)::int
			from base where closed_at is null and ${but('phase')} group by phase`.execute(db);
	const of = (facet: ListFacet) => rows.filter((row) => row.facet === facet);
	return {
		total: rows.find((row) => row.facet === 'total')!.count,
		counts: {
			theme: of('theme').map((row) => ({ value: row.value!, label: null, count: row.count })),
			county: of('county').map((row) => ({ value: row.value!, label: null, count: row.count })),
			state: of('state').map((row) => ({ value: row.value!, label: null, count: row.count })),
			owner: of('owner')
				.map((row) => ({ value: row.value!, label: row.label as string, count: row.count }))
				.sort((a, b) => b.count - a.count || a.label.localeCompare(b.label, 'sv')),
			phase: await phaseFacet(db, of('phase'))
		}
	};
}

/** Phases in the order of their method, by the name it gives them. */
async function phaseFacet(db: DbOrTx, rows: { value: string | null; label: unknown; count: number }[]) {
	const versions = await methodVersions(
		db,
		rows.map((row) => String(row.label))
	);
	return rows
		.map((row) => {
			const phases = versions.get(String(row.label))?.definition.phases ?? [];
			const at = phases.findIndex((phase) => phase.key === row.value);
			return { value: row.value!, label: (phases[at]?.name as LocalText) ?? row.value, count: row.count, at };
		})
		.sort((a, b) => a.at - b.at);
}

async function toRows(db: DbOrTx, rows: Row[]): Promise<ListRow[]> {
	const versions = await methodVersions(
		db,
		rows.map((row) => row.method_version_id)
	);
	const kinds = new Map(allKinds().map((kind) => [kind.key, kind]));
	return rows.map((row) => {
		const phases = versions.get(row.method_version_id)?.definition.phases ?? [];
		const at = phases.findIndex((phase) => phase.key === row.current_phase);
		const kind = row.open && kinds.get(row.open.kind);
		return {
			slug: row.slug,
			title: toText(row.title)!,
			summary: toText(row.summary),
			owner: row.owner,
			municipality: row.municipality,
			county: row.county,
			placeName: row.place_name,
			themes: row.themes,
			phases: phases.map((phase, index) => ({
				name: phase.name as LocalText,
				state:
					row.closed_as === 'finished' || index < at
						? 'done'
						: index === at && !row.closed_as
							? 'now'
							: 'todo'
			})),
			closedAs: row.closed_as,
			publishedAt: row.published_at,
			open:
				row.open && kind
					? { kind: kind.name, path: kind.path(row.open.id), until: new Date(row.open.until) }
					: null
		};
	});
}
