import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { COUNTIES } from '#platform/places/index.ts';
import { THEMES } from '#platform/themes/index.ts';
import type { Seeded } from './seed.ts';
import { insightWords, listSearchFor, searchFor } from './words.ts';

export interface Scenario {
	key: string;
	name: string;
	/** What a reader of the figures should know. */
	note: string;
	requests: string[];
	expect: { status: number; text?: string };
	/** Milliseconds that 95 of 100 requests must keep at the steady rate, where there is an aim. */
	p95?: number;
	/** Requests per second at 50 connections, where there is an aim. */
	most?: number;
	/** Answered to everybody alike, so the page cache may answer. */
	shared?: boolean;
}

const VARIANTS = 6_000;
/** Phones behind many addresses, as behind a proxy that says whom it speaks for. */
const DEVICES = 4_000;

const times = <T>(n: number, make: (at: number) => T) => Array.from({ length: n }, (_, at) => make(at));
const pick = <T>(list: readonly T[], at: number) => list[at % list.length]!;
const address = (at: number) => `10.${(at >> 8) % 250}.${at % 250}.${1 + (at % 200)}`;

function get(path: string, at: number, cookie?: string): string {
	const lines = [
		`GET ${path} HTTP/1.1`,
		'host: bench.example',
		'accept: text/html,application/xhtml+xml',
		'accept-language: sv',
		`x-forwarded-for: ${address(at)}`,
		...(cookie ? [`cookie: ${cookie}`] : [])
	];
	return `${lines.join('\r\n')}\r\n\r\n`;
}

function postJson(path: string, at: number, cookie: string, body: string): string {
	const lines = [
		`POST ${path} HTTP/1.1`,
		'host: bench.example',
		'origin: http://bench.example',
		'accept: application/json',
		'content-type: application/json',
		`content-length: ${Buffer.byteLength(body)}`,
		`x-forwarded-for: ${address(at)}`,
		`cookie: ${cookie}`
	];
	return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** A session cookie as the server sets it. */
function session(token: string, secret: string): string {
	const signature = createHmac('sha256', secret).update(token).digest('base64');
	return `motesplats.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

const lang = (at: number) => (at % 3 === 2 ? 'en' : 'sv');

/** Half open the plain list, the others turn its pages, narrow it or search in it. */
function listPath(at: number): string {
	const to = (query: string) => `/${lang(at)}/initiatives${query}`;
	if (at % 2 === 0) return to('');
	const n = at >> 1;
	const kinds = [
		`?page=${2 + (n % 40)}`,
		`?theme=${pick(THEMES, n)}`,
		`?county=${pick(COUNTIES, n).code}&sort=title`,
		`?q=${encodeURIComponent(listSearchFor(n))}`
	];
	return to(pick(kinds, n));
}

function searchPath(at: number): string {
	const params = new URLSearchParams({ q: searchFor(at) });
	if (at % 4 === 1) params.append('county', pick(COUNTIES, at).code);
	if (at % 7 === 3) params.append('theme', pick(THEMES, at));
	return `/${lang(at)}/actors?${params}`;
}

/** A number below 2³² that looks like chance, the same for the same `at`. */
function scattered(at: number): number {
	let n = Math.imul(at + 0x9e3779b9, 0x45d9f3b);
	n = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
	return (n ^ (n >>> 16)) >>> 0;
}

/**
 * Draws places in a list of so many by popularity: the first is asked for twice as often as the second, three times
 * as often as the third (Zipf, exponent 1), as readers do. The same draws in every run.
 */
export function byPopularity(size: number): (at: number) => number {
	let sum = 0;
	const upTo = times(size, (place) => (sum += 1 / (place + 1)));
	return (at) => {
		const drawn = (scattered(at) / 2 ** 32) * sum;
		return upTo.findIndex((end) => drawn < end);
	};
}

export function scenarios({ slugs, tokens, codes }: Seeded, secret: string): Scenario[] {
	const ok = { status: 200 };
	const mixed = (at: number) => (at * 7_919 + (at >> 3)) >>> 0;
	const devices = times(DEVICES, () => `device=${randomBytes(16).toString('base64url')}`);
	const initiative = (at: number) => `/${lang(at)}/initiatives/${pick(slugs, mixed(at))}`;
	const popular = byPopularity(slugs.length);
	const one = (at: number) => `/${lang(at)}/initiatives/${slugs[0]}`;
	const wanted = (at: number) => `/${lang(at)}/initiatives/${slugs[popular(at)]}`;
	const me = (at: number) => session(pick(tokens, mixed(at)), secret);
	return [
		{
			key: 'start',
			name: 'Start page',
			note: 'two addresses',
			requests: times(60, (at) => get(`/${lang(at)}`, at)),
			expect: ok,
			p95: 50,
			most: 2_000,
			shared: true
		},
		{
			key: 'list',
			name: 'Challenge list',
			note: 'half the plain list; pages, filters, searches',
			requests: times(VARIANTS, (at) => get(listPath(at), at)),
			expect: ok,
			p95: 50,
			most: 2_000,
			shared: true
		},
		{
			key: 'initiative',
			name: 'One initiative, visitor',
			note: 'two addresses',
			requests: times(60, (at) => get(one(at), at)),
			expect: ok,
			p95: 50,
			most: 2_000,
			shared: true
		},
		{
			key: 'initiative-signed-in',
			name: 'One initiative, signed in',
			note: `the same, ${tokens.length} people`,
			requests: times(VARIANTS, (at) => get(one(at), at, me(at))),
			expect: ok,
			p95: 50
		},
		{
			key: 'initiatives',
			name: 'Many initiatives, visitor',
			note: `${slugs.length} initiatives by popularity (Zipf, exponent 1)`,
			requests: times(VARIANTS, (at) => get(wanted(at), at)),
			expect: ok,
			p95: 50,
			most: 2_000,
			shared: true
		},
		{
			key: 'initiatives-signed-in',
			name: 'Many initiatives, signed in',
			note: `the same, ${tokens.length} people`,
			requests: times(VARIANTS, (at) => get(wanted(at), at, me(at))),
			expect: ok,
			p95: 50
		},
		{
			key: 'initiatives-evenly',
			name: 'Any initiative, visitor',
			note: `${slugs.length} initiatives, each as often; harsher than readers are`,
			requests: times(VARIANTS, (at) => get(initiative(at), at)),
			expect: ok
		},
		{
			key: 'initiatives-signed-in-evenly',
			name: 'Any initiative, signed in',
			note: `the same, ${tokens.length} people`,
			requests: times(VARIANTS, (at) => get(initiative(at), at, me(at))),
			expect: ok
		},
		{
			key: 'my-work',
			name: 'My work',
			note: `${tokens.length} people`,
			requests: times(VARIANTS, (at) => get(`/${lang(at)}/my`, at, me(at))),
			expect: ok,
			p95: 50
		},
		{
			key: 'directory',
			name: 'Directory search',
			note: 'words, places, beginnings, slips; a third with filters',
			requests: times(VARIANTS, (at) => get(searchPath(at), at)),
			expect: ok,
			p95: 60,
			shared: true
		},
		{
			key: 'post',
			name: 'Posting an insight',
			note: `${DEVICES} phones in ${codes.length} rooms`,
			requests: times(60_000, (at) =>
				postJson(
					`/sv/c/${pick(codes, at)}/posts`,
					at % DEVICES,
					pick(devices, at),
					JSON.stringify({
						posts: [
							{
								key: randomUUID(),
								kind: 'need',
								scope: 'local',
								lang: 'sv',
								words: insightWords(at),
								table: 1 + (at % 6)
							}
						]
					})
				)
			),
			expect: { status: 200, text: '"taken"' },
			p95: 50,
			most: 500
		}
	];
}
