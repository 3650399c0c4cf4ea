import { sql } from 'kysely';
import { authorize, hasRoleIn, type Actor } from '#platform/access/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { placeLabel } from '#platform/places/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import type { Context } from '#platform/server/context.ts';
import { SECTORS, type Sector } from '../form.ts';
import { createOrganisation } from './access.ts';
import { readySearch } from './words.ts';

export interface PickFilter {
	/** Free text, as in the directory. */
	q?: string;
	/** Any of these; empty or absent means all. */
	sectors?: readonly string[];
	themes?: readonly string[];
	/** County codes. */
	counties?: readonly string[];
	/** Only organisations that somebody may speak for. */
	claimedOnly?: boolean;
}

export interface PickedOrganisation {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
	/** In words. */
	place: string;
	themes: string[];
	claimed: boolean;
}

/**
 * Organisations that fit a filter, by name, with how many there are of each sector (every sector is in
 * `perSector`, missing ones with 0). At most `limit` rows; `total` counts all.
 */
export async function pickOrganisations(
	db: DbOrTx,
	filter: PickFilter,
	lang: Lang,
	limit = 200
): Promise<{ organisations: PickedOrganisation[]; total: number; perSector: Record<Sector, number> }> {
	const where = await condition(db, filter);
	const found = await sql<FoundRow>`
		select o.id, o.slug, o.name, o.sector, o.country, o.municipality, o.county, o.region, o.themes,
			o.claimed_at is not null as claimed
		from organisation o where ${where} order by o.name collate "sv-SE-x-icu", o.id limit ${limit}`.execute(db);
	const counted = await sql<{ sector: Sector; n: number }>`
		select o.sector, count(*)::int as n from organisation o where ${where} group by o.sector`.execute(db);
	const perSector = Object.fromEntries(SECTORS.map((sector) => [sector, 0])) as Record<Sector, number>;
	for (const { sector, n } of counted.rows) perSector[sector] = n;
	const total = counted.rows.reduce((sum, row) => sum + row.n, 0);
	return { organisations: found.rows.map((row) => toPicked(row, lang)), total, perSector };
}

interface FoundRow {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
	country: string;
	municipality: string | null;
	county: string | null;
	region: string | null;
	themes: string[];
	claimed: boolean;
}

async function condition(db: DbOrTx, filter: PickFilter) {
	const search = filter.q ? await readySearch(db, filter.q) : null;
	const parts = [sql<boolean>`o.hidden_at is null`];
	if (search) parts.push(sql`o.search_vector @@ ${search.match}::tsquery`);
	if (filter.sectors?.length) parts.push(sql`o.sector = any(${[...filter.sectors]}::text[])`);
	if (filter.counties?.length) parts.push(sql`o.county = any(${[...filter.counties]}::text[])`);
	if (filter.themes?.length) parts.push(sql`o.themes && ${[...filter.themes]}::text[]`);
	if (filter.claimedOnly) parts.push(sql`o.claimed_at is not null`);
	return sql.join(parts, sql` and `);
}

function toPicked(
	{ country, municipality, county, region, ...row }: FoundRow,
	lang: Lang
): PickedOrganisation {
	return { ...row, place: placeLabel({ country, municipality, county, region }, lang) };
}

/** Those of the ids that exist and are listed, by name: checks what a picker's form sent. */
export async function organisationsByIds(
	db: DbOrTx,
	ids: readonly string[],
	lang: Lang
): Promise<PickedOrganisation[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<FoundRow>`
		select o.id, o.slug, o.name, o.sector, o.country, o.municipality, o.county, o.region, o.themes,
			o.claimed_at is not null as claimed
		from organisation o where o.id = any(${uuids([...ids])}) and o.hidden_at is null
		order by o.name collate "sv-SE-x-icu", o.id`.execute(db);
	return rows.map((row) => toPicked(row, lang));
}

export interface OrganisationName {
	id: string;
	slug: string;
	name: string;
	sector: Sector;
}

/** Names by id in one query, hidden ones too (what happened stays told). Unknown ids are missing. */
export async function organisationNames(
	db: DbOrTx,
	ids: readonly (string | null)[]
): Promise<Map<string, OrganisationName>> {
	const wanted = [...new Set(ids.filter((id) => id !== null))];
	if (wanted.length === 0) return new Map();
	const rows = await db
		.selectFrom('organisation')
		.select(['id', 'slug', 'name', 'sector'])
		.where('id', 'in', wanted)
		.execute();
	return new Map(rows.map((row) => [row.id, row as OrganisationName]));
}

/** For a picker without script: the few that match what was typed, best first. */
export async function searchByName(
	db: DbOrTx,
	words: string,
	lang: Lang,
	limit = 10
): Promise<PickedOrganisation[]> {
	const search = await readySearch(db, words);
	if (!search) return [];
	const { rows } = await sql<FoundRow>`
		select o.id, o.slug, o.name, o.sector, o.country, o.municipality, o.county, o.region, o.themes,
			o.claimed_at is not null as claimed
		from organisation o where o.hidden_at is null and o.search_vector @@ ${search.match}::tsquery
		order by o.search_vector @@ ${search.exact}::tsquery desc, word_similarity(${words}, o.name) desc,
			o.name collate "sv-SE-x-icu", o.id limit ${limit}`.execute(db);
	return rows.map((row) => toPicked(row, lang));
}

/** What is in the directory already and looks like this name. For anybody signed in. */
export async function findByWords(ctx: Context, words: string): Promise<PickedOrganisation[]> {
	authorize(ctx, createOrganisation, null);
	return searchByName(ctx.db, words, ctx.lang, 5);
}

/** Organisation id → those who may speak for it now, as person ids. Organisations without any are missing. */
export async function contactPersons(
	db: DbOrTx,
	organisationIds: readonly string[]
): Promise<Map<string, string[]>> {
	const found = new Map<string, string[]>();
	if (organisationIds.length === 0) return found;
	const rows = await db
		.selectFrom('membership')
		.select(['organisation_id', 'person_id'])
		.where('organisation_id', 'in', [...organisationIds])
		.where('ended_at', 'is', null)
		.where('role', '!=', 'member')
		.orderBy('created_at')
		.execute();
	for (const row of rows) {
		found.set(row.organisation_id, [...(found.get(row.organisation_id) ?? []), row.person_id]);
	}
	return found;
}

/**
 * May this person draft in the organisation's name: a member, or somebody who waits for a claim to be
 * decided. Show drafts of the latter to nobody but themselves until then.
 */
export async function mayDraftFor(db: DbOrTx, actor: Actor, organisationId: string): Promise<boolean> {
	if (actor.personId === null) return false;
	if (hasRoleIn(actor, organisationId)) return true;
	const claim = await db
		.selectFrom('organisation_claim')
		.select('id')
		.where('organisation_id', '=', organisationId)
		.where('person_id', '=', actor.personId)
		.where('decided_at', 'is', null)
		.executeTakeFirst();
	return claim !== undefined;
}

export interface DraftableOrganisation {
	id: string;
	name: string;
	slug: string;
	/** May send in, withdraw and sign, not only draft. */
	mayAct: boolean;
}

/** Organisations this person may draft for, by name: memberships and claims that wait. */
export async function draftableOrganisations(db: DbOrTx, actor: Actor): Promise<DraftableOrganisation[]> {
	if (actor.personId === null) return [];
	const ids = actor.memberships.map((membership) => membership.organisationId);
	const { rows } = await sql<{ id: string; name: string; slug: string; claimed: boolean }>`
		select o.id, o.name, o.slug, o.claimed_at is not null as claimed from organisation o
		where o.id = any(${uuids(ids)}) or o.id in (
			select organisation_id from organisation_claim where person_id = ${actor.personId} and decided_at is null)
		order by o.name collate "sv-SE-x-icu"`.execute(db);
	return rows.map(({ claimed, ...row }) => ({
		...row,
		mayAct: claimed && hasRoleIn(actor, row.id, 'representative')
	}));
}
