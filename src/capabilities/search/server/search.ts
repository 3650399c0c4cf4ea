import { sql, type RawBuilder } from 'kysely';
import { isSignedIn } from '#platform/access/index.ts';
import { LANGS, type Lang } from '#platform/i18n/index.ts';
import { readText, toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { readySearch, type ReadySearch } from '#platform/server/search/words.ts';
import { shortMemory } from '#platform/server/short-memory.ts';
import { isTheme, type Theme } from '#platform/themes/index.ts';
import { isHit, wordsOf, type FoundKind, type SearchQuery } from '../rules.ts';
import type { Source } from './source.ts';
import { sources } from './sources.ts';
import { themesCalled, together, whereEachStands } from './together.ts';
import { learnWords, unlearned } from './vocabulary.ts';

export const PAGE_SIZE = 20;

/** One thing found, in the reader's language where it is written in it. */
export interface Found {
	kind: FoundKind;
	id: string;
	/** Without language. */
	path: string;
	/** '' for a summary of insights, which has no title of its own. */
	title: { text: string; lang: Lang };
	/** What it says, with Markdown's signs; the part with the hit is cut out by the page. */
	body: { text: string; lang: Lang };
	owner: string | null;
	/** The initiative's title, where the thing is part of one. */
	initiative: { text: string; lang: Lang } | null;
	draft: boolean;
	/** When answers or tenders close, or when a workshop begins. */
	until: Date | null;
	open: boolean;
	/** Where the words stand, where no single text holds them all: a text for each that the title lacks. */
	stands: { kind: FoundKind; text: string; lang: Lang; shapes: string[] }[];
	/** Themes that it was found by, where neither title nor text tells. */
	themes: Theme[];
}

export interface SearchResult {
	found: Found[];
	total: number;
	/** Of all kinds together, whatever the filter. */
	all: number;
	counts: { kind: FoundKind; count: number }[];
	page: number;
	pages: number;
	shapes: string[];
	guessed: ReadySearch['guessed'];
}

const NOTHING: SearchResult = {
	found: [],
	total: 0,
	all: 0,
	counts: [],
	page: 1,
	pages: 1,
	shapes: [],
	guessed: []
};

const VOCABULARY = {
	tables: ['organisation_word', 'search_word'],
	stems: ['swedish', 'english']
} as const;

// Visitors all see the same; the language is part of the key, since texts are read in it.
const remembered = shortMemory<SearchResult>(3, 300);

/** Everything that the asker may see and that fits: published things, and drafts of what they work with. */
export async function searchSite(ctx: Context, query: SearchQuery): Promise<SearchResult> {
	ctx.access.decided = true;
	if (isSignedIn(ctx.actor)) return find(ctx, query);
	return remembered(JSON.stringify([ctx.lang, query]), () => find(ctx, query));
}

async function find(ctx: Context, query: SearchQuery): Promise<SearchResult> {
	if (await unlearned(ctx.db)) await learnWords(ctx.db);
	const ready = await readySearch(ctx.db, query.q, VOCABULARY);
	if (!ready) return NOTHING;
	const each = sources(ctx.actor, ready);
	const all = [...each, together(ctx.actor, ready, each)];
	const counts = await countKinds(ctx.db, all);
	const total = counts
		.filter(({ kind }) => query.kind.length === 0 || query.kind.includes(kind))
		.reduce((sum, { count }) => sum + count, 0);
	const pages = Math.max(1, Math.ceil(total / PAGE_SIZE));
	const page = Math.min(query.page, pages);
	const hits = await pageOf(ctx.db, all, query.kind, page);
	const found = await withTexts(ctx, all, hits, ready);
	return {
		found,
		total,
		all: counts.reduce((sum, { count }) => sum + count, 0),
		counts,
		page,
		pages,
		shapes: ready.shapes,
		guessed: ready.guessed.map((guess) => shown(guess, found)).filter(({ instead }) => instead.length > 0)
	};
}

/** Only words that the reader can see anyway: a guess must not tell of anybody's draft. */
function shown(guess: ReadySearch['guessed'][number], found: Found[]): ReadySearch['guessed'][number] {
	const text = found
		.map(({ title, body }) => `${title.text} ${body.text}`)
		.join(' ')
		.toLowerCase();
	return { word: guess.word, instead: guess.instead.filter((word) => text.includes(word)) };
}

/** Each thing once, though several of its texts may fit: the published before the draft, then the best. */
function once(all: Source[]): RawBuilder<unknown> {
	return sql`select distinct on (kind, id) * from (${sql.join(
		all.map((source) => source.found),
		sql` union all `
	)}) as hits order by kind, id, draft, rank desc`;
}

async function countKinds(db: DbOrTx, all: Source[]): Promise<SearchResult['counts']> {
	const { rows } = await sql<{ kind: FoundKind; count: number }>`
		select kind, count(distinct id)::int as count from (${sql.join(
			all.map((source) => source.found),
			sql` union all `
		)}) as hits group by kind`.execute(db);
	return rows;
}

interface Hit {
	kind: FoundKind;
	id: string;
	row_id: string;
	source: string;
	draft: boolean;
}

async function pageOf(db: DbOrTx, all: Source[], kinds: FoundKind[], page: number): Promise<Hit[]> {
	const wanted = all.filter((source) => kinds.length === 0 || kinds.includes(source.kind));
	const { rows } = await sql<Hit>`
		select kind, id, row_id, source, draft from (${once(wanted)}) as best
		order by rank desc, at desc nulls last, id limit ${PAGE_SIZE} offset ${(page - 1) * PAGE_SIZE}`.execute(db);
	return rows;
}

interface TextRow {
	row_id: string;
	title: unknown;
	body: unknown;
	path: string;
	owner: string | null;
	initiative: unknown;
	themes: string[];
	until: Date | null;
	open: boolean;
}

type Texts = Map<string, Map<string, TextRow>>;

/** The texts of rows, by source and id. */
async function readTexts(
	db: DbOrTx,
	all: Source[],
	rows: readonly { source: string; row_id: string }[]
): Promise<Texts> {
	const texts = all
		.filter((source) => rows.some((row) => row.source === source.name))
		.map(async (source) => {
			const ids = rows.filter((row) => row.source === source.name).map((row) => row.row_id);
			const found = await sql<TextRow>`
				select t.*, coalesce(t.until > now(), false) as open from (${source.texts(ids)}) as t`.execute(db);
			return [source.name, new Map(found.rows.map((row) => [row.row_id, row]))] as const;
		});
	return new Map(await Promise.all(texts));
}

async function withTexts(ctx: Context, all: Source[], hits: Hit[], ready: ReadySearch): Promise<Found[]> {
	const apart = hits.filter((hit) => hit.source === 'together').map((hit) => hit.id);
	const stands = await whereEachStands(ctx.db, ready, all, apart);
	const texts = await readTexts(ctx.db, all, [...hits, ...stands]);
	return hits.flatMap((hit) => {
		const row = texts.get(hit.source)?.get(hit.row_id);
		if (!row) return [];
		const found = toFound(hit, row, ctx.lang, ready.shapes);
		const lacking = ready.parts.filter(({ shapes }) => !saysOneOf(found, shapes));
		found.themes = row.themes.filter(isTheme).filter(calledBy(lacking));
		found.stands = stands
			.filter(({ initiative, word }) => initiative === hit.id && lacking.includes(ready.parts[word]!))
			.flatMap(({ source, row_id, word }) => {
				const { shapes } = ready.parts[word]!;
				const said = texts.get(source)?.get(row_id);
				const kind = all.find((one) => one.name === source)!.kind;
				return said ? [{ kind, shapes, ...bestText([said.title, said.body], ctx.lang, shapes) }] : [];
			});
		return [found];
	});
}

/** Does its title or its text, as they are shown, hold one of the words? */
const saysOneOf = ({ title, body, owner }: Found, shapes: string[]) =>
	wordsOf(`${title.text} ${body.text} ${owner ?? ''}`).some((word) => isHit(word, shapes));

const calledBy = (parts: ReadySearch['parts']) => {
	const called = new Set(parts.flatMap(({ shapes }) => themesCalled(shapes)));
	return (theme: Theme) => called.has(theme);
};

function toFound(hit: Hit, row: TextRow, lang: Lang, shapes: string[]): Found {
	const { text, lang: titleLang } = readText(toText(row.title), lang);
	const initiative = toText(row.initiative);
	return {
		kind: hit.kind,
		id: hit.id,
		path: row.path,
		title: typeof row.title === 'string' ? { text: row.title, lang: 'sv' } : { text, lang: titleLang },
		body: bestText(row.body, lang, shapes),
		owner: row.owner,
		initiative: initiative && readText(initiative, lang),
		draft: hit.draft,
		until: row.until,
		open: row.open,
		stands: [],
		themes: []
	};
}

/** The text that holds what was looked for, in the reader's language if it does there. */
function bestText(value: unknown, lang: Lang, shapes: string[]): { text: string; lang: Lang } {
	const texts = textsIn(value);
	const inLang = (wanted: Lang) => texts.map((one) => one.t[wanted] ?? '').filter(Boolean);
	for (const wanted of [lang, ...LANGS.filter((other) => other !== lang)]) {
		const text = inLang(wanted).find((one) => wordsOf(one).some((word) => isHit(word, shapes)));
		if (text) return { text, lang: wanted };
	}
	const first = readText(texts[0], lang);
	return { text: first.text, lang: first.lang };
}

/** Every LocalText inside a value. */
function textsIn(value: unknown): LocalText[] {
	if (Array.isArray(value)) return value.flatMap(textsIn);
	if (typeof value !== 'object' || value === null) return [];
	if ('t' in value && 'o' in value) return [value as LocalText];
	return Object.values(value).flatMap(textsIn);
}
