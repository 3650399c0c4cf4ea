import { sql, type SqlBool } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { narrow, voices, type PublicVoice } from './public.ts';

export interface ThemeCount {
	theme: string;
	n: number;
	initiatives: number;
	local: number;
	national: number;
}

export interface PlaceVoices {
	slug: string;
	title: LocalText;
	owner: string;
	municipality: string | null;
	county: string | null;
	n: number;
	local: number;
	national: number;
	voices: PublicVoice[];
}

export interface NationalFilter {
	theme?: string;
	county?: string;
	q?: string;
	page?: number;
}

export interface NationalPicture {
	themes: ThemeCount[];
	/** Initiatives side by side for the chosen theme, those with most first. */
	places: PlaceVoices[];
	/** Counts per county for the chosen theme. */
	counties: { county: string | null; n: number }[];
	found: (PublicVoice & { slug: string; title: LocalText; owner: string })[] | null;
	total: number;
	pages: number;
}

const PLACES_PER_PAGE = 6;
const FOUND_PER_PAGE = 20;

/** Insights of many initiatives side by side: a national picture, grown from local ones. Published only. */
export async function nationalPicture(ctx: Context, filter: NationalFilter): Promise<NationalPicture> {
	ctx.access.decided = true;
	const themes = await themeCounts(ctx.db);
	if (filter.q) return { themes, places: [], counties: [], ...(await search(ctx.db, filter)) };
	const theme = filter.theme ?? '';
	const { places, total } = await placesFor(ctx.db, theme, filter);
	const counties = await countiesFor(ctx.db, theme);
	return { themes, places, counties, found: null, total, pages: pagesOf(total, PLACES_PER_PAGE) };
}

const pagesOf = (total: number, size: number) => Math.max(1, Math.ceil(total / size));

async function themeCounts(db: DbOrTx): Promise<ThemeCount[]> {
	const { rows } = await sql<ThemeCount>`
		select t.theme, sum(t.n)::int as n, count(distinct t.initiative_id)::int as initiatives,
			coalesce(sum(t.n) filter (where t.scope = 'local'), 0)::int as local,
			coalesce(sum(t.n) filter (where t.scope = 'national'), 0)::int as national
		from insight_tally t join initiative i on i.id = t.initiative_id and i.published_at is not null
		where t.n > 0 group by t.theme order by 2 desc, 1`.execute(db);
	return rows;
}

async function countiesFor(db: DbOrTx, theme: string): Promise<{ county: string | null; n: number }[]> {
	const { rows } = await sql<{ county: string | null; n: number }>`
		select i.county, sum(t.n)::int as n
		from insight_tally t join initiative i on i.id = t.initiative_id and i.published_at is not null
		where t.theme = ${theme} and t.n > 0 group by i.county order by 2 desc, 1`.execute(db);
	return rows;
}

async function placesFor(
	db: DbOrTx,
	theme: string,
	filter: NationalFilter
): Promise<{ places: PlaceVoices[]; total: number }> {
	const { rows } = await sql<PlaceVoices & { total: number; id: string }>`
		select i.id, i.slug, i.title, o.name as owner, i.municipality, i.county, sum(t.n)::int as n,
			coalesce(sum(t.n) filter (where t.scope = 'local'), 0)::int as local,
			coalesce(sum(t.n) filter (where t.scope = 'national'), 0)::int as national,
			(count(*) over ())::int as total
		from insight_tally t
		join initiative i on i.id = t.initiative_id and i.published_at is not null
		join organisation o on o.id = i.organisation_id
		where t.theme = ${theme} and t.n > 0 and (${filter.county ?? null}::text is null or i.county = ${filter.county ?? null})
		group by i.id, o.name order by n desc, i.id
		limit ${PLACES_PER_PAGE} offset ${((filter.page ?? 1) - 1) * PLACES_PER_PAGE}`.execute(db);
	const places: PlaceVoices[] = [];
	for (const { id, total: _total, ...place } of rows)
		places.push({ ...place, title: toText(place.title)!, voices: await topVoices(db, id, theme) });
	return { places, total: rows[0]?.total ?? 0 };
}

async function topVoices(db: DbOrTx, initiativeId: string, theme: string): Promise<PublicVoice[]> {
	const rows = await narrow(voices(db).where('i.initiative_id', '=', initiativeId), {
		theme: theme ? [theme] : []
	})
		.orderBy('i.alike', 'desc')
		.orderBy('i.created_at', 'desc')
		.limit(3)
		.execute();
	return rows as unknown as PublicVoice[];
}

async function search(
	db: DbOrTx,
	filter: NationalFilter
): Promise<Pick<NationalPicture, 'found' | 'total' | 'pages'>> {
	const query = narrow(voices(db), { theme: filter.theme ? [filter.theme] : [] })
		.innerJoin('initiative as run', 'run.id', 'i.initiative_id')
		.innerJoin('organisation as o', 'o.id', 'run.organisation_id')
		.select(['run.slug', 'run.title', 'o.name as owner'])
		.where('run.published_at', 'is not', null)
		.$if(Boolean(filter.county), (q) => q.where('run.county', '=', filter.county!))
		.where(sql<SqlBool>`i.search @@ websearch_to_tsquery('swedish', ${filter.q!})`);
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from (${query}) as found`.execute(db);
	const total = rows[0]!.n;
	const found = await query
		.orderBy('i.alike', 'desc')
		.orderBy('i.id')
		.limit(FOUND_PER_PAGE)
		.offset(((filter.page ?? 1) - 1) * FOUND_PER_PAGE)
		.execute();
	return {
		found: found.map((row) => ({ ...row, title: toText(row.title)! })) as unknown as NationalPicture['found'],
		total,
		pages: pagesOf(total, FOUND_PER_PAGE)
	};
}
