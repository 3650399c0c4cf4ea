import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { COUNTIES, MUNICIPALITIES } from '#platform/places/index.ts';
import { TARGET_GROUPS, THEMES } from '#platform/themes/index.ts';
import { SECTORS } from '../form.ts';
import { readQuery } from '../query.ts';
import { directory, PAGE_SIZE } from './directory.ts';
import { apiOrganisations } from './public.ts';
import { fitsAll, prepare } from './search.ts';
import { testWorld } from './test-world.ts';

const { db } = await testDb();
const { visitor } = testWorld(db);

// Ten thousand organisations with names and texts of ordinary length, the same at every run.
const PARTS =
	'ung skola hälsa trygg arbete integration kultur miljö fritid omsorg bostad idrott lärande samverkan natur mat resa teknik stöd familj'.split(
		' '
	);
const ENDINGS = 'förening verkstad kraft hus nätverk kooperativ stiftelse lag byrå forum'.split(' ');
const pick = <T>(list: readonly T[], n: number): T => list[n % list.length]!;

beforeAll(async () => {
	const rows = Array.from({ length: 10_000 }, (_, n) => ({
		slug: `org-${n}`,
		name: `${pick(PARTS, n)}${pick(ENDINGS, n * 7 + (n >> 4))} ${pick(MUNICIPALITIES, n * 13).name}`,
		sector: pick(SECTORS, n * 3),
		municipality: pick(MUNICIPALITIES, n * 13).code,
		county: pick(MUNICIPALITIES, n * 13).county,
		themes: [pick(THEMES, n), pick(THEMES, n * 5 + 1)],
		target_groups: [pick(TARGET_GROUPS, n * 11)],
		search_text: Array.from(
			{ length: 40 },
			(_, k) => `${pick(PARTS, n * 17 + k * 3)}${pick(ENDINGS, n + k * 5)}`
		).join(' ')
	}));
	await sql`insert into organisation (slug, name, sector, municipality, county, themes, target_groups, search_text)
		select slug, name, sector, municipality, county, themes, target_groups, search_text
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
			as r(slug text, name text, sector text, municipality text, county text, themes text[], target_groups text[], search_text text)`.execute(
		db
	);
	await sql`analyze`.execute(db);
});

const ADDRESSES = [
	'q=skolverkstad',
	'q=skolverkstd',
	'q=trygg+hus',
	'q=bostadskooperativet&county=12',
	'q=tomelilla',
	'q=kulturhus&theme=food&sector=public',
	'q=natur',
	'county=12&theme=ageing',
	'sector=funder',
	''
];

it('searches by index', async () => {
	const query = readQuery(new URLSearchParams('q=tomelilla'));
	const search = await prepare(db, query.q);
	const plan = await sql<{
		'QUERY PLAN': string;
	}>`explain select o.id from organisation o where ${fitsAll(query, search)}`.execute(db);
	expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('organisation_search');
	const words = await sql<{
		'QUERY PLAN': string;
	}>`explain select word from organisation_word where word % 'skolverkstd'`.execute(db);
	expect(words.rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/organisation_word_trgm|Seq Scan/);
});

it('lists by name without sorting everything', async () => {
	const plan = await sql<{
		'QUERY PLAN': string;
	}>`explain select id from organisation o where o.hidden_at is null
		order by o.name collate "sv-SE-x-icu", o.id limit 24`.execute(db);
	expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('organisation_name');
});

// Two ways to the same answer: the page's, in the process, and the open data's, in the database.
it.each([
	...ADDRESSES,
	'q=och',
	'q=hus+och+hem',
	'q=skol',
	'q=stad',
	"q='%26|",
	'q=natrkraft+tomelila',
	'q=föreningen&theme=food'
])('%s finds in the process what it finds in the database', async (address) => {
	const query = readQuery(new URLSearchParams(`${address}&sort=name`));
	const [here, there] = [await directory(visitor, query), await apiOrganisations(visitor, query, PAGE_SIZE)];
	expect(here.total).toBe(there.total);
	expect(here.rows.map((row) => row.name)).toEqual(there.organisations.map((row) => row.name));
});

// Percentiles are the benchmark's to judge, on a machine of its own; here other tests run beside it, so the
// median alone must hold.
it('answers within 60 ms, every search new to this process', async () => {
	const times: { address: string; ms: number }[] = [];
	for (let round = 0; round < 8; round++) {
		for (const address of ADDRESSES) {
			const params = new URLSearchParams(address);
			params.append('county', pick(COUNTIES, round).code);
			const start = performance.now();
			await directory(visitor, readQuery(params));
			times.push({ address, ms: performance.now() - start });
		}
	}
	const sorted = times
		.slice(ADDRESSES.length)
		.map((each) => each.ms)
		.sort((a, b) => a - b);
	const p95 = sorted[Math.floor(sorted.length * 0.95)]!;
	const byAddress = ADDRESSES.map((address) => [
		address,
		Math.round(
			Math.max(
				...times
					.filter((t) => t.address === address)
					.slice(1)
					.map((t) => t.ms)
			)
		)
	]);
	console.log(
		`directory, 10,000 organisations: p50 ${sorted[sorted.length >> 1]!.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
		JSON.stringify(byAddress)
	);
	expect(sorted[sorted.length >> 1]!).toBeLessThan(60);
}, 60_000);
