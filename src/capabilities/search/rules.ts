import type { MessageKey } from '#platform/i18n/index.ts';

/** What can be found, in the order of the facet. */
export const FOUND_KINDS = [
	'initiative',
	'rfi',
	'procurement',
	'workshop',
	'insight',
	'agreement',
	'effect',
	'lesson',
	'method',
	'organisation'
] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

export const FOUND_KEYS: Record<FoundKind, { one: MessageKey; many: MessageKey }> = {
	initiative: { one: 'search.kind.initiative', many: 'search.kinds.initiative' },
	rfi: { one: 'search.kind.rfi', many: 'search.kinds.rfi' },
	procurement: { one: 'search.kind.procurement', many: 'search.kinds.procurement' },
	workshop: { one: 'search.kind.workshop', many: 'search.kinds.workshop' },
	insight: { one: 'search.kind.insight', many: 'search.kinds.insight' },
	agreement: { one: 'search.kind.agreement', many: 'search.kinds.agreement' },
	effect: { one: 'search.kind.effect', many: 'search.kinds.effect' },
	lesson: { one: 'search.kind.lesson', many: 'search.kinds.lesson' },
	method: { one: 'search.kind.method', many: 'search.kinds.method' },
	organisation: { one: 'search.kind.organisation', many: 'search.kinds.organisation' }
};

export interface SearchQuery {
	q: string;
	/** Empty: all. */
	kind: FoundKind[];
	/** Counted from 1. */
	page: number;
}

/** Reads an address; what is not known is left out, so that a link that somebody shared never breaks. */
export function readSearch(params: URLSearchParams): SearchQuery {
	return {
		q: (params.get('q') ?? '')
			.replaceAll(/\p{Cc}/gu, ' ')
			.trim()
			.slice(0, 120),
		kind: FOUND_KINDS.filter((kind) => params.getAll('kind').includes(kind)),
		page: Math.min(Math.max(Math.trunc(Number(params.get('page'))) || 1, 1), 1000)
	};
}

/** The address of the same search with something changed; the page starts over unless it is what changes. */
export function searchAddress(query: SearchQuery, change: Partial<SearchQuery> = {}): string {
	const next = { ...query, page: 1, ...change };
	const params = new URLSearchParams();
	if (next.q) params.set('q', next.q);
	for (const kind of next.kind) params.append('kind', kind);
	if (next.page > 1) params.set('page', String(next.page));
	const text = params.toString();
	return text ? `?${text}` : '';
}

/** A piece of text; `hit` where it is what was looked for. */
export interface Piece {
	text: string;
	hit: boolean;
}

const WORD = /[\p{L}\p{N}]+/gu;

export const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

/** Is this word of a text what was looked for? `shapes` are lower-case words and stems. */
export function isHit(word: string, shapes: readonly string[]): boolean {
	const low = word.normalize('NFC').toLowerCase();
	return shapes.some((shape) => (shape.length > 3 ? low.includes(shape) : low === shape));
}

/** The text in pieces, with what was looked for marked. */
export function marked(text: string, shapes: readonly string[]): Piece[] {
	const pieces: Piece[] = [];
	let from = 0;
	for (const match of text.matchAll(WORD)) {
		if (!isHit(match[0], shapes)) continue;
		if (match.index > from) pieces.push({ text: text.slice(from, match.index), hit: false });
		pieces.push({ text: match[0], hit: true });
		from = match.index + match[0].length;
	}
	if (from < text.length) pieces.push({ text: text.slice(from), hit: false });
	return pieces;
}

/** About `size` signs around the first hit, whole words; the beginning where there is none. */
export function excerpt(text: string, shapes: readonly string[], size = 220): Piece[] {
	const first = [...text.matchAll(WORD)].find((match) => isHit(match[0], shapes));
	const start = first ? Math.max(0, first.index - Math.round(size / 3)) : 0;
	const from = start === 0 ? 0 : text.indexOf(' ', start) + 1;
	const end = from + size >= text.length ? text.length : text.lastIndexOf(' ', from + size);
	const part = text.slice(from, end > from ? end : from + size).trim();
	return marked(`${from > 0 ? '… ' : ''}${part}${end < text.length ? ' …' : ''}`, shapes);
}
