import { LANGS, type Lang, type MessageKey } from '#platform/i18n/index.ts';
import { ownText, readText, rewriteText, writeText, type LocalText } from '#platform/i18n/text.ts';
import type { MethodDefinition } from './form.ts';

/** What kind of words a text holds: how long it may be, and whether the original may be empty. */
export type TextKind = 'name' | 'summary' | 'guidance';

export const MAX_WORDS: Record<TextKind, number> = { name: 120, summary: 600, guidance: 8000 };

/** One text of a method. `id` names it in forms: `name`, `phase.need.summary`, `step.rfi.guidance`. */
export interface MethodText {
	id: string;
	kind: TextKind;
	/** Key of its phase; null for the method's own. */
	phase: string | null;
	/** Key of its step. */
	step: string | null;
	text: LocalText | null;
}

/** Every text of a method in the order of reading; steps without guidance have a place for it. */
export function textsOf(definition: MethodDefinition): MethodText[] {
	const own = { phase: null, step: null };
	return [
		{ id: 'name', kind: 'name', ...own, text: definition.name as LocalText },
		{ id: 'summary', kind: 'summary', ...own, text: definition.summary as LocalText },
		...definition.phases.flatMap((phase): MethodText[] => {
			const at = { phase: phase.key, step: null };
			return [
				{ id: `phase.${phase.key}.name`, kind: 'name', ...at, text: phase.name as LocalText },
				{ id: `phase.${phase.key}.summary`, kind: 'summary', ...at, text: phase.summary as LocalText },
				...phase.steps.flatMap((step): MethodText[] => [
					{
						id: `step.${step.key}.name`,
						kind: 'name',
						phase: phase.key,
						step: step.key,
						text: step.name as LocalText
					},
					{
						id: `step.${step.key}.guidance`,
						kind: 'guidance',
						phase: phase.key,
						step: step.key,
						text: (step.guidance as LocalText | undefined) ?? null
					}
				])
			];
		})
	];
}

/** The same method with one text exchanged. Null takes guidance away. */
export function withText(definition: MethodDefinition, id: string, text: LocalText | null): MethodDefinition {
	const [what, key, field] = id.split('.') as [string, string?, string?];
	if (!key || !field) return { ...definition, [what]: text };
	const put = <T extends object>(one: T): T => {
		const { [field as keyof T]: _old, ...rest } = one;
		return text === null ? (rest as T) : { ...one, [field]: text };
	};
	return {
		...definition,
		phases: definition.phases.map((phase) => {
			if (what === 'phase') return phase.key === key ? put(phase) : phase;
			return { ...phase, steps: phase.steps.map((step) => (step.key === key ? put(step) : step)) };
		})
	};
}

export interface WrittenTexts {
	/** Text id → words, in one language. */
	texts: Record<string, string>;
	/** What stood there when the writing began. */
	was: Record<string, string>;
	/** Ids of translations that still hold although the original has changed. */
	confirmed?: readonly string[];
}

/** What is wrong with the words, per text id. Nothing when they may be written. */
export function wordFaults(
	definition: MethodDefinition,
	lang: Lang,
	{ texts }: WrittenTexts
): Record<string, MessageKey> {
	const faults: Record<string, MessageKey> = {};
	for (const { id, kind, text } of textsOf(definition)) {
		const words = texts[id];
		if (words === undefined) continue;
		if (words.length > MAX_WORDS[kind]) faults[id] = TOO_LONG[kind];
		if (words.trim() === '' && kind === 'name' && text?.o === lang) faults[id] = 'form.error.required';
	}
	return faults;
}

const TOO_LONG = {
	name: 'methods.error.name-long',
	summary: 'methods.error.summary-long',
	guidance: 'methods.error.guidance-long'
} as const satisfies Record<TextKind, MessageKey>;

/**
 * Writes words in one language. Each text is checked on its own: where it has changed since the writing began
 * it stands, and its id is among the conflicts. Texts that are gone count as conflicts too.
 */
export function writeTexts(
	definition: MethodDefinition,
	lang: Lang,
	{ texts, was, confirmed = [] }: WrittenTexts
): { definition: MethodDefinition; conflicts: string[] } {
	const known = new Map(textsOf(definition).map((one) => [one.id, one]));
	const conflicts: string[] = [];
	let result = definition;
	for (const [id, words] of Object.entries(texts)) {
		const one = known.get(id);
		const next = one && writeOne(one, lang, was[id] ?? '', words.trim(), confirmed.includes(id));
		if (next === undefined || next === 'conflict') conflicts.push(id);
		else result = withText(result, id, next);
	}
	return { definition: result, conflicts };
}

function writeOne(
	{ text, kind }: MethodText,
	lang: Lang,
	was: string,
	words: string,
	confirmed: boolean
): LocalText | null | 'conflict' {
	if (!text && words === '') return was.trim() === '' ? null : 'conflict';
	const next = rewriteText(text, lang, was, words);
	if (!next) return 'conflict';
	if (words === '' && lang !== next.o) return withoutTranslation(next, lang);
	if (words === '' && kind === 'guidance') return null;
	return confirmed && lang !== next.o ? writeText(next, lang, words) : next;
}

function withoutTranslation(text: LocalText, lang: Lang): LocalText {
	const { [lang]: _words, ...t } = text.t;
	const { [lang]: _of, ...of } = text.of ?? {};
	return { o: text.o, v: text.v, t, ...(Object.keys(of).length > 0 ? { of } : {}) };
}

/** How far the translation to a language has come: texts written in another, how many are missing, how many stale. */
export interface TranslationState {
	lang: Lang;
	total: number;
	missing: number;
	stale: number;
}

export function translationStates(definition: MethodDefinition): TranslationState[] {
	const written = textsOf(definition).filter(({ text }) => text && ownText(text, text.o) !== '');
	return LANGS.map((lang) => {
		const foreign = written.filter(({ text }) => text!.o !== lang);
		return {
			lang,
			total: foreign.length,
			missing: foreign.filter(({ text }) => ownText(text, lang) === '').length,
			stale: foreign.filter(({ text }) => readText(text, lang).stale).length
		};
	});
}
