import { sql } from 'kysely';
import { notFound } from '#platform/errors/index.ts';
import { LANGS } from '#platform/i18n/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { xml } from './xml.ts';

/** Addresses per file, counted without languages; the protocol allows 50,000 entries with all languages. */
export const PER_FILE = 10_000;

export interface Findable {
	/** Pages without parameters, without language. */
	pages: readonly string[];
	/** Routes of pages with parameters that exist, without language. */
	routes: readonly string[];
}

interface Address {
	/** Without language. */
	path: string;
	changed: Date | null;
}

const HEAD = '<?xml version="1.0" encoding="utf-8"?>';
const NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"';

/**
 * Everything public for search engines. One file while it fits, otherwise an index of files.
 * @param file null for /sitemap.xml, else its number from 1
 */
export async function sitemap(
	ctx: Context,
	{ pages, routes }: Findable,
	file: number | null,
	perFile = PER_FILE
): Promise<string> {
	ctx.access.decided = true;
	const total = pages.length + (await countAddresses(ctx, routes));
	const files = Math.max(1, Math.ceil(total / perFile));
	if (file === null && files > 1) return index(files);
	const number = file ?? 1;
	if (number < 1 || number > files) throw notFound();
	return urlset(await slice(ctx, { pages, routes }, (number - 1) * perFile, perFile));
}

/** Things with a page of their own, by the route of that page below the language. */
const PARTS = {
	'/initiatives/[slug]': sql`select '/initiatives/' || slug as path, updated_at as changed, 1 as part, id
		from initiative where published_at is not null`,
	'/actors/[slug]': sql`select '/actors/' || slug as path, updated_at as changed, 2 as part, id
		from organisation where hidden_at is null`,
	'/initiatives/[slug]/rfi/[id=uuid]': sql`
		select '/initiatives/' || i.slug || '/rfi/' || r.id as path, r.updated_at as changed, 3 as part, r.id
		from rfi r join initiative i on i.id = r.initiative_id
		where i.published_at is not null and exists (select from rfi_version v where v.rfi_id = r.id)`,
	'/initiatives/[slug]/workshops/[id=uuid]': sql`
		select '/initiatives/' || i.slug || '/workshops/' || w.id as path, w.updated_at as changed, 4 as part, w.id
		from workshop w join activity a on a.id = w.id join initiative i on i.id = w.initiative_id
		where i.published_at is not null and a.published_at is not null`,
	'/initiatives/[slug]/agreements/[id=uuid]': sql`
		select '/initiatives/' || i.slug || '/agreements/' || g.id as path, g.updated_at as changed, 5 as part, g.id
		from agreement g join initiative i on i.id = g.initiative_id
		where i.published_at is not null and g.published_at is not null`,
	'/initiatives/[slug]/procurement/[id=uuid]': sql`
		select '/initiatives/' || i.slug || '/procurement/' || p.id as path, p.updated_at as changed, 6 as part, p.id
		from procurement p join procurement_publication pub on pub.procurement_id = p.id
		join initiative i on i.id = p.initiative_id where i.published_at is not null`
};

/** The same rows for counting and reading. Only things whose page exists: a map must not lead astray. */
function addresses(routes: readonly string[]) {
	const parts = Object.entries(PARTS).filter(([route]) => routes.includes(route));
	const none = sql`select null as path, null::timestamptz as changed, 0 as part, null::uuid as id where false`;
	return sql.join([none, ...parts.map(([, rows]) => rows)], sql` union all `);
}

async function countAddresses({ db }: Context, routes: readonly string[]): Promise<number> {
	const { rows } = await sql<{
		n: number;
	}>`select count(*)::int as n from (${addresses(routes)}) as all_of_them`.execute(db);
	return rows[0]!.n;
}

async function slice(
	{ db }: Context,
	{ pages, routes }: Findable,
	from: number,
	size: number
): Promise<Address[]> {
	const fixed = pages.slice(from, from + size).map((path) => ({ path, changed: null }));
	const { rows } = await sql<Address>`select path, changed from (${addresses(routes)}) as all_of_them
		order by part, id limit ${size - fixed.length} offset ${Math.max(0, from - pages.length)}`.execute(db);
	return [...fixed, ...rows];
}

function index(files: number): string {
	const base = config().PUBLIC_URL;
	const lines = Array.from(
		{ length: files },
		(_, at) => `<sitemap><loc>${xml(`${base}/sitemap-${at + 1}.xml`)}</loc></sitemap>`
	);
	return `${HEAD}\n<sitemapindex ${NS}>\n${lines.join('\n')}\n</sitemapindex>\n`;
}

function urlset(list: Address[]): string {
	const lines = list.flatMap((address) => LANGS.map((lang) => url(address, lang)));
	return `${HEAD}\n<urlset ${NS}>\n${lines.join('\n')}\n</urlset>\n`;
}

function url({ path, changed }: Address, lang: string): string {
	const base = config().PUBLIC_URL;
	const alternates = LANGS.map(
		(other) => `<xhtml:link rel="alternate" hreflang="${other}" href="${xml(`${base}/${other}${path}`)}"/>`
	);
	const when = changed ? `<lastmod>${changed.toISOString()}</lastmod>` : '';
	return `<url><loc>${xml(`${base}/${lang}${path}`)}</loc>${when}${alternates.join('')}</url>`;
}
