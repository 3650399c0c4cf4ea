import { sql } from 'kysely';
import { authorize } from '#platform/access/index.ts';
import { csvDelimiter, csvLine, CSV_BOM } from '#platform/csv/index.ts';
import { translator, type Lang } from '#platform/i18n/index.ts';
import { plainText, toText, type LocalText } from '#platform/i18n/text.ts';
import { countyName, countryName, municipalityName } from '#platform/places/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { isTargetGroup, isTheme, targetGroupKey, themeKey } from '#platform/themes/index.ts';
import type { LinkLine, Sector } from '../form.ts';
import type { DirectoryQuery } from '../query.ts';
import { SECTOR_KEYS } from '../words.ts';
import { browseDirectory } from './directory.ts';
import { fitsAll, prepare, type Prepared } from './search.ts';

const EXPORT_LIMIT = { name: 'organisation.export', points: 30, seconds: 600 };
const BATCH = 1000;

/** An organisation as open data. No persons, no numbers of sole traders, nothing hidden. */
export interface PublicOrganisation {
	id: string;
	url: string;
	name: string;
	sector: Sector;
	/** `556016-0680`, null where there is none to show. */
	organisationNumber: string | null;
	place: {
		country: string;
		municipality: { code: string; name: string } | null;
		county: { code: string; name: string } | null;
		region: string | null;
	};
	themes: string[];
	targetGroups: string[];
	/** Language → text. */
	about: Partial<Record<Lang, string>>;
	offers: Partial<Record<Lang, string>>;
	needs: Partial<Record<Lang, string>>;
	website: string | null;
	links: LinkLine[];
	/** Somebody is approved to speak for it. */
	claimed: boolean;
	updatedAt: string;
}

interface Row {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
	number: string | null;
	country: string;
	municipality: string | null;
	county: string | null;
	region: string | null;
	themes: string[];
	target_groups: string[];
	about: unknown;
	offers: unknown;
	needs: unknown;
	website: string | null;
	links: LinkLine[];
	claimed: boolean;
	updated_at: Date;
}

/** One page of open data; `total` counts all that fit. */
export async function apiOrganisations(
	ctx: Context,
	query: DirectoryQuery,
	size = 100
): Promise<{ organisations: PublicOrganisation[]; total: number; page: number; pages: number }> {
	authorize(ctx, browseDirectory, null);
	const search = await prepare(ctx.db, query.q);
	const where = fitsAll(query, search);
	const { rows } = await sql<{
		n: number;
	}>`select count(*)::int as n from organisation o where ${where}`.execute(ctx.db);
	const total = rows[0]!.n;
	const found = await sql<Row>`${selectPublic(query, search)}
		order by o.name collate "sv-SE-x-icu", o.id limit ${size} offset ${(query.page - 1) * size}`.execute(ctx.db);
	const pages = Math.max(1, Math.ceil(total / size));
	return { organisations: found.rows.map((row) => toPublic(row, ctx.lang)), total, page: query.page, pages };
}

function selectPublic(query: DirectoryQuery, search: Prepared) {
	return sql`select o.id, o.slug, o.name, o.sector, o.country, o.municipality, o.county, o.region, o.themes,
			o.target_groups, o.about, o.offers, o.needs, o.website, o.links, o.claimed_at is not null as claimed, o.updated_at,
			case when o.sole_trader then null when o.org_number ~ '^[0-9]{10}$'
				then left(o.org_number, 6) || '-' || right(o.org_number, 4) else o.org_number end as number
		from organisation o where ${fitsAll(query, search)}`;
}

/** All that fit, in the order of their names, a thousand at a time: any length in little memory. */
async function* everyRow(db: DbOrTx, query: DirectoryQuery): AsyncGenerator<Row[]> {
	const search = await prepare(db, query.q);
	let last: Row | undefined;
	do {
		const after = last
			? sql`and (o.name collate "sv-SE-x-icu", o.id) > (${last.name} collate "sv-SE-x-icu", ${last.id}::uuid)`
			: sql``;
		const { rows } = await sql<Row>`${selectPublic(query, search)} ${after}
			order by o.name collate "sv-SE-x-icu", o.id limit ${BATCH}`.execute(db);
		if (rows.length > 0) yield rows;
		last = rows.length === BATCH ? rows.at(-1) : undefined;
	} while (last);
}

/** The present filter as CSV in the page's language. */
export async function exportCsv(ctx: Context, query: DirectoryQuery): Promise<ReadableStream<Uint8Array>> {
	await exportDoor(ctx);
	const t = translator(ctx.lang);
	const delimiter = csvDelimiter(ctx.lang);
	const head = [
		'actors.field.name',
		'actors.field.sector',
		'actors.field.org-number',
		'actors.field.municipality',
		'actors.field.county',
		'actors.field.country',
		'actors.field.region',
		'actors.field.themes',
		'actors.field.target-groups',
		'actors.field.about',
		'actors.field.offers',
		'actors.field.needs',
		'actors.field.website',
		'actors.field.page'
	] as const;
	return textStream(async function* () {
		yield (
			CSV_BOM +
			csvLine(
				head.map((key) => t(key)),
				delimiter
			)
		);
		for await (const rows of everyRow(ctx.db, query)) {
			yield rows.map((row) => csvLine(cells(row, ctx.lang), delimiter)).join('');
		}
	});
}

function cells(row: Row, lang: Lang): (string | null)[] {
	const t = translator(lang);
	const words = (value: unknown) => plainText(toText(value), lang);
	return [
		row.name,
		t(SECTOR_KEYS[row.sector]),
		row.number,
		municipalityName(row.municipality),
		countyName(row.county, lang),
		countryName(row.country, lang),
		row.region,
		row.themes
			.filter(isTheme)
			.map((theme) => t(themeKey(theme)))
			.join(', '),
		row.target_groups
			.filter(isTargetGroup)
			.map((group) => t(targetGroupKey(group)))
			.join(', '),
		words(row.about),
		words(row.offers),
		words(row.needs),
		row.website,
		`${config().PUBLIC_URL}/${lang}/actors/${row.slug}`
	];
}

/** The present filter as one JSON document. */
export async function exportJson(ctx: Context, query: DirectoryQuery): Promise<ReadableStream<Uint8Array>> {
	await exportDoor(ctx);
	return textStream(async function* () {
		yield '{"organisations":[';
		let first = true;
		for await (const rows of everyRow(ctx.db, query)) {
			yield (first ? '' : ',') + rows.map((row) => JSON.stringify(toPublic(row, ctx.lang))).join(',');
			first = false;
		}
		yield ']}\n';
	});
}

async function exportDoor(ctx: Context): Promise<void> {
	authorize(ctx, browseDirectory, null);
	await consume(ctx.db, EXPORT_LIMIT, ctx.actor.personId ?? ctx.client);
}

function textStream(make: () => AsyncGenerator<string>): ReadableStream<Uint8Array> {
	const parts = make();
	const encoder = new TextEncoder();
	return new ReadableStream({
		async pull(controller) {
			const { done, value } = await parts.next();
			if (done) controller.close();
			else controller.enqueue(encoder.encode(value));
		},
		cancel: async () => void (await parts.return(undefined))
	});
}

function toPublic(row: Row, lang: Lang): PublicOrganisation {
	const words = (value: unknown) => (toText(value) as LocalText | null)?.t ?? {};
	return {
		id: row.id,
		url: `${config().PUBLIC_URL}/${lang}/actors/${row.slug}`,
		name: row.name,
		sector: row.sector,
		organisationNumber: row.number,
		place: {
			country: row.country,
			municipality: row.municipality
				? { code: row.municipality, name: municipalityName(row.municipality) }
				: null,
			county: row.county ? { code: row.county, name: countyName(row.county, lang) } : null,
			region: row.region
		},
		themes: row.themes,
		targetGroups: row.target_groups,
		about: words(row.about),
		offers: words(row.offers),
		needs: words(row.needs),
		website: row.website,
		links: row.links,
		claimed: row.claimed,
		updatedAt: row.updated_at.toISOString()
	};
}
