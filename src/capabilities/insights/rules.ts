import type { MessageKey } from '#platform/i18n/keys.ts';

export const KINDS = ['observation', 'need', 'idea', 'obstacle', 'question'] as const;
export type InsightKind = (typeof KINDS)[number];

export const SCOPES = ['local', 'national'] as const;
export type Scope = (typeof SCOPES)[number];

/** What the facilitator's list can be narrowed to. */
export const STATES = ['new', 'released', 'published', 'untagged', 'merged', 'hidden', 'personal'] as const;
export type InsightState = (typeof STATES)[number];

/** Longer than anybody says in one breath; more becomes several. */
export const MAX_WORDS = 2000;

/** Languages offered first on the phone; any other tag is taken too. */
export const OFFERED = ['sv', 'en', 'ar', 'so', 'ti', 'fa', 'uk', 'pl', 'fi', 'es', 'ku', 'tr'] as const;

/** A language tag as browsers and people write it: 'sv', 'pt-BR', 'zh-Hant'. */
export function isLanguageTag(tag: string): boolean {
	try {
		return tag.length <= 35 && Intl.getCanonicalLocales(tag).length === 1;
	} catch {
		return false;
	}
}

/** Letters that cannot be taken for one another, read out loud or from the back of a room. */
const CODE_LETTERS = 'ACDEFGHJKMNPQRTUVWXY34679';
export const CODE_LENGTH = 6;

/** @param random a number below its argument */
export function makeCode(random: (below: number) => number): string {
	return Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[random(CODE_LETTERS.length)]).join('');
}

/** A code as typed: 'k7m 4pq' and 'K7M-4PQ' are the same. Null when it cannot be one. */
export function readCode(typed: string): string | null {
	const code = typed.toUpperCase().replace(/[\s-]/g, '');
	return code.length === CODE_LENGTH && [...code].every((sign) => CODE_LETTERS.includes(sign)) ? code : null;
}

/** As shown: in two groups. */
export function showCode(code: string): string {
	return `${code.slice(0, 3)} ${code.slice(3)}`;
}

const MASK = '█████';

/**
 * Replaces every occurrence of some passages, whatever their case. Null when one of them is not in the text,
 * so that nobody believes something is hidden that is not.
 */
export function maskPassages(text: string, passages: string[]): string | null {
	let masked = text;
	for (const passage of passages) {
		const pattern = new RegExp(passage.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
		if (!pattern.test(masked)) return null;
		masked = masked.replace(pattern, MASK);
	}
	return masked;
}

const PERSONAL = [
	/[\w.+-]+@[\w-]+\.\w{2,}/u,
	// Personal identity numbers, with or without century
	/\b(?:19|20)?\d{6}[-+ ]?\d{4}\b/u,
	/(?:\+46|\b0)[\s-]?\d{1,3}[\s-]?\d{2,3}(?:[\s-]?\d{2,3}){1,3}\b/u
];

/** Looks like an address, a telephone number or a personal identity number: somebody should read it first. */
export function looksPersonal(text: string): boolean {
	return PERSONAL.some((pattern) => pattern.test(text));
}

/** Words at the beginning of a line of paper notes that say what kind it is. */
const MARKERS: [RegExp, InsightKind][] = [
	[/^(observation|iakttagelse|o)\s*:\s*/iu, 'observation'],
	[/^(behov|need|b|n)\s*:\s*/iu, 'need'],
	[/^(id[ée]|idea|i)\s*:\s*/iu, 'idea'],
	[/^(hinder|obstacle|h)\s*:\s*/iu, 'obstacle'],
	[/^(fråga|question|f|q)\s*:\s*/iu, 'question']
];

/** What follows a marker begins a sentence of its own. */
const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** Notes from paper, one insight a line; 'Hinder: …' says the kind, otherwise the given one is taken. */
export function readPaper(text: string, kind: InsightKind): { kind: InsightKind; words: string }[] {
	return text
		.split('\n')
		.map((line) => line.trim().replace(/^[-–•*]\s*/, ''))
		.filter((line) => line !== '')
		.map((line) => {
			const marker = MARKERS.find(([pattern]) => pattern.test(line));
			return marker
				? { kind: marker[1], words: sentence(line.replace(marker[0], '').trim()) }
				: { kind, words: line };
		})
		.filter(({ words }) => words !== '');
}

export function whyNotPost(session: { closedAt: Date | null }): MessageKey | null {
	return session.closedAt ? 'insights.refuse.closed' : null;
}

/** What somebody gets to know of what they said, most telling first. */
export type Fate = 'used' | 'in-summary' | 'merged' | 'published' | 'shown' | 'hidden' | 'received';

export function fateOf(insight: {
	usedElsewhere: boolean;
	inSummary: boolean;
	mergedInto: string | null;
	publishedAt: Date | null;
	releasedAt: Date | null;
	hiddenAt: Date | null;
}): Fate {
	if (insight.usedElsewhere) return 'used';
	if (insight.inSummary) return 'in-summary';
	if (insight.mergedInto) return 'merged';
	if (insight.hiddenAt) return 'hidden';
	if (insight.publishedAt) return 'published';
	return insight.releasedAt ? 'shown' : 'received';
}

export const KIND_KEYS: Record<InsightKind, MessageKey> = {
	observation: 'insights.kind.observation',
	need: 'insights.kind.need',
	idea: 'insights.kind.idea',
	obstacle: 'insights.kind.obstacle',
	question: 'insights.kind.question'
};

export const SCOPE_KEYS: Record<Scope, MessageKey> = {
	local: 'insights.scope.local',
	national: 'insights.scope.national'
};

/** The words in the reader's language where somebody translated the present wording, else as they were said. */
export function readVoice(
	voice: {
		words: string;
		lang: string;
		wording: number;
		translations: Partial<Record<string, { text: string; of: number }>>;
	},
	lang: string
): { text: string; lang: string; translatedFrom: string | null } {
	const own = voice.translations[lang];
	if (voice.lang === lang || !own || own.of !== voice.wording)
		return { text: voice.words, lang: voice.lang, translatedFrom: null };
	return { text: own.text, lang, translatedFrom: voice.lang };
}
