import { randomBytes } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { DB } from '#platform/server/db/index.ts';
import { TARGET_GROUPS, THEMES } from '#platform/themes/index.ts';
import { makeCode } from '#capabilities/insights/rules.ts';
import { multiplyInitiatives } from './multiply.ts';
import { initiativeWords, insightWords, organisationWords, personName } from './words.ts';

export const SIZE = { initiatives: 1_000, organisations: 10_000, insights: 100_000, people: 3_000 };
/** Those who are in teams and sign in; the others only belong to an organisation. */
const WORKING = 1_200;
const ROOMS = 40;
const SECTORS = ['public', 'civil-society', 'business', 'academia', 'social-enterprise', 'funder', 'other'];

export interface Seeded {
	slugs: string[];
	/** Session tokens of people who are in teams. */
	tokens: string[];
	/** Codes of open collections. */
	codes: string[];
	counts: Record<string, number>;
}

/**
 * Fills a database that holds the demo world up to the size of a national installation. Texts are invented
 * (words.ts); what hangs on an initiative is multiplied from the demo's (multiply.ts).
 */
export async function seed(db: Kysely<DB>): Promise<Seeded> {
	return db.connection().execute(async (conn) => {
		await addOrganisations(conn);
		await addPeople(conn);
		// Triggers and references would be looked at row by row; what triggers count is counted below.
		await sql`set session_replication_role = replica`.execute(conn);
		await addInitiatives(conn);
		await addInsights(conn);
		await sql`set session_replication_role = default`.execute(conn);
		await sql`vacuum analyze`.execute(conn);
		await sql`checkpoint`.execute(conn);
		return describe(conn);
	});
}

async function addOrganisations(db: Kysely<DB>): Promise<void> {
	const { n } = (await sql<{ n: number }>`select count(*)::int as n from organisation`.execute(db)).rows[0]!;
	const rows = Array.from({ length: SIZE.organisations - n }, (_, at) => {
		const { name, about, ...place } = organisationWords(at);
		return {
			...place,
			name,
			about: { o: 'sv', v: 1, t: { sv: about } },
			search_text: about,
			slug: `bench-${at}`,
			sector: SECTORS[at % SECTORS.length],
			themes: [THEMES[at % THEMES.length], THEMES[(at * 5 + 3) % THEMES.length]],
			target_groups: [TARGET_GROUPS[(at * 11) % TARGET_GROUPS.length]]
		};
	});
	await sql`insert into organisation (slug, name, sector, municipality, county, about, themes, target_groups, search_text, created_at)
		select slug, name, sector, municipality, county, about, themes, target_groups, search_text, now() - random() * interval '900 days'
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(slug text, name text, sector text, municipality text,
			county text, about jsonb, themes text[], target_groups text[], search_text text)`.execute(db);
}

async function addPeople(db: Kysely<DB>): Promise<void> {
	const rows = Array.from({ length: SIZE.people }, (_, at) => ({
		name: personName(at),
		email: `person-${at}@example.org`,
		token: randomBytes(24).toString('base64url')
	}));
	await sql`create temp table bench_person as
		select gen_random_uuid() as id, row_number() over () - 1 as at, p.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
			as p(name text, email text, token text)`.execute(db);
	await sql`insert into person (id, name, email, email_verified) select id, name, email, true from bench_person`.execute(
		db
	);
	await sql`insert into session (token, person_id, expires_at) select token, id, now() + interval '30 days' from bench_person
		where at < ${WORKING}`.execute(db);
	await sql`insert into membership (person_id, organisation_id, role)
		select p.id, o.id, case p.at % 5 when 0 then 'representative' else 'member' end
		from bench_person p join (select id, row_number() over (order by slug) as at from organisation) o on o.at = p.at * 3 + 1`.execute(
		db
	);
}

async function addInitiatives(db: Kysely<DB>): Promise<void> {
	const { n } = (await sql<{ n: number }>`select count(*)::int as n from initiative`.execute(db)).rows[0]!;
	await multiplyInitiatives(db, Math.ceil(SIZE.initiatives / n) - 1);
	const words = Array.from({ length: SIZE.initiatives + n }, (_, at) => {
		const { title, summary, ...place } = initiativeWords(at);
		const text = (t: object) => ({ o: 'sv', v: 1, t, of: { en: 1 } });
		const themes = [THEMES[at % THEMES.length], THEMES[(at * 7 + 2) % THEMES.length]];
		return { at, ...place, title: text(title), summary: text(summary), themes };
	});
	await sql`create temp table bench_initiative as
		select id, row_number() over (order by md5(id::text)) - 1 as at from initiative where slug ~ '-[0-9]+$'`.execute(
		db
	);
	// A name, a place, an owner and a time of its own; one in twenty is a draft.
	await sql`update initiative i set title = w.title, summary = w.summary, municipality = w.municipality, county = w.county,
			place_name = null, themes = w.themes, organisation_id = o.id,
			published_at = case when w.at % 20 = 7 then null else i.published_at - w.at * interval '7 hours' end,
			created_at = i.created_at - w.at * interval '7 hours', updated_at = i.updated_at - w.at * interval '7 hours'
		from bench_initiative b
		join jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as w(at int, title jsonb, summary jsonb, municipality text,
			county text, themes text[]) on w.at = b.at
		join (select id, row_number() over (order by slug) as at from organisation) o on o.at = b.at * 9 + 2
		where i.id = b.id`.execute(db);
	await sql`update team_member m set person_id = p.id
		from (select id, initiative_id, dense_rank() over (partition by initiative_id order by person_id) as place from team_member) t,
			bench_initiative b, bench_person p
		where t.id = m.id and b.id = m.initiative_id and p.at = (b.at * 6 + t.place) % ${WORKING}`.execute(db);
	await sql`update task k set assignee_id = m.person_id
		from bench_initiative b, team_member m where k.initiative_id = b.id and m.initiative_id = b.id and m.role = 'coordinator'`.execute(
		db
	);
}

async function addInsights(db: Kysely<DB>): Promise<void> {
	const { n } = (await sql<{ n: number }>`select count(*)::int as n from insight`.execute(db)).rows[0]!;
	const words = Array.from({ length: 5_000 }, (_, at) => insightWords(at));
	await sql`insert into insight (initiative_id, session_id, workshop_id, number, source, kind, scope, lang, words, themes,
			created_at, released_at, published_at, alike)
		select s.initiative_id, s.id, s.workshop_id, s.posts + row_number() over (partition by s.id), 'phone',
			(array['observation','need','idea','obstacle','question'])[1 + g.at % 5], case g.at % 4 when 0 then 'national' else 'local' end,
			'sv', w.words || ' (' || g.at || ')', case when g.at % 5 = 0 then '{}' else array[(${[...THEMES]}::text[])[1 + g.at % ${THEMES.length}]] end,
			made.at, made.at, case when g.at % 10 < 7 then made.at end, g.at % 7
		from generate_series(0, ${SIZE.insights - n - 1}) g(at)
		join (select w, row_number() over () - 1 as at from unnest(${words}::text[]) w) w(words, at) on w.at = g.at % 5000
		join (select *, row_number() over (order by md5(id::text)) - 1 as at, count(*) over () as n from insight_session) s on s.at = g.at % s.n,
		lateral (select now() - (g.at % 500) * interval '1 day' as at) made`.execute(db);
	await sql`update insight_session s set posts = i.n, wall = 0
		from (select session_id, max(number) as n from insight group by session_id) i where i.session_id = s.id`.execute(
		db
	);
	await sql`truncate insight_wall, insight_tally`.execute(db);
	await sql`insert into insight_tally (theme, initiative_id, kind, scope, n)
		select theme, initiative_id, kind, scope, count(*) from insight i,
			lateral (select distinct unnest(i.themes || ''::text) as theme) t
		where insight_counts(i) group by 1, 2, 3, 4`.execute(db);
	await openRooms(db);
}

/** Collections that are open, each with a code that phones type in. */
async function openRooms(db: Kysely<DB>): Promise<void> {
	const codes = new Set<string>();
	for (let seedOf = 7; codes.size < ROOMS;)
		codes.add(makeCode((below) => (seedOf = (seedOf * 48_271) % 2_147_483_647) % below));
	await sql`update insight_session s set code = c.code, closed_at = null, closed_by = null
		from unnest(${[...codes]}::text[]) with ordinality c(code, at),
			(select id, row_number() over (order by md5(id::text)) as at from insight_session where channel = 'code') o
		where o.at = c.at and s.id = o.id`.execute(db);
}

async function describe(db: Kysely<DB>): Promise<Seeded> {
	const list = async (query: ReturnType<typeof sql<{ value: string }>>) =>
		(await query.execute(db)).rows.map((row) => row.value);
	const count = async (table: string) =>
		(await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db)).rows[0]!.n;
	const counts: Record<string, number> = {};
	for (const table of ['initiative', 'organisation', 'insight', 'person', 'news', 'activity'])
		counts[table] = await count(table);
	return {
		slugs: await list(
			sql`select slug as value from initiative where published_at is not null and parent_activity_id is null order by slug`
		),
		tokens: await list(sql`select s.token as value from session s where exists
			(select from team_member m where m.person_id = s.person_id and m.ended_at is null) order by s.token`),
		codes: await list(
			sql`select code as value from insight_session where length(code) = 6 and closed_at is null and channel = 'code' order by code`
		),
		counts
	};
}
