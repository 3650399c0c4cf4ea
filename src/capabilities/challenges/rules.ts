import type { Lang, MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { TEXT_FIELDS, type Content, type Part, type TextField } from './form.ts';

/** The words as the owner wrote them: what a decision binds. Translations never change it. */
export function originalOf(text: LocalText | undefined): string {
	return text ? (text.t[text.o] ?? '').trim() : '';
}

export const isWritten = (content: Content, field: TextField) => originalOf(content.texts[field]) !== '';

/** What is missing on a page: one message key per thing. */
export function lackingIn(content: Content): Record<Part, MessageKey[]> {
	const need = (field: TextField, key: MessageKey) => (isWritten(content, field) ? [] : [key]);
	const evidence = content.figures.length > 0 || isWritten(content, 'voices');
	const perspective = isWritten(content, 'local') || isWritten(content, 'national');
	return {
		essential: [
			...need('problem', 'challenges.lacking.problem'),
			...need('whom', 'challenges.lacking.whom'),
			...need('change', 'challenges.lacking.change')
		],
		evidence: evidence ? [] : ['challenges.lacking.evidence'],
		perspective: [
			...(perspective ? [] : (['challenges.lacking.perspective'] as const)),
			...need('tried', 'challenges.lacking.tried')
		],
		limits: need('notSought', 'challenges.lacking.not-sought')
	};
}

/** Everything that must be written before a decision. Empty when it can be decided. */
export function lackingForDecision(content: Content): MessageKey[] {
	return Object.values(lackingIn(content)).flat();
}

/** Do two states say the same in the owner's own words? */
export function sameOriginal(
	a: { content: Content; budgetMinor: number | null },
	b: { content: Content; budgetMinor: number | null }
): boolean {
	return originals(a) === originals(b);
}

function originals({ content, budgetMinor }: { content: Content; budgetMinor: number | null }): string {
	return JSON.stringify([
		TEXT_FIELDS.map((field) => originalOf(content.texts[field])),
		content.figures.map((figure) => [originalOf(figure.text), figure.source, figure.link]),
		budgetMinor
	]);
}

/**
 * A version as read today: its own words, with translations that were made since, as long as they translate
 * the very words of the version.
 */
export function withLaterTranslations(version: Content, working: Content): Content {
	const texts = Object.fromEntries(
		Object.entries(version.texts).map(([field, text]) => {
			const now = working.texts[field as TextField];
			return [field, now && originalOf(now) === originalOf(text) && now.o === text.o ? now : text];
		})
	);
	return { ...version, texts };
}

export interface Change {
	field: TextField | 'figures' | 'budget';
	before: string;
	after: string;
	/** Language of the words. */
	lang: Lang;
}

interface Stated {
	content: Content;
	budgetMinor: number | null;
}

/** What differs in the owner's own words, in the order of reading. */
export function changesBetween(from: Stated, to: Stated): Change[] {
	const texts = TEXT_FIELDS.map((field): Change => {
		const [a, b] = [from.content.texts[field], to.content.texts[field]];
		return { field, before: originalOf(a), after: originalOf(b), lang: b?.o ?? a?.o ?? 'sv' };
	});
	const lang = to.content.figures[0]?.text.o ?? from.content.figures[0]?.text.o ?? 'sv';
	const figures: Change = {
		field: 'figures',
		before: figureLines(from.content),
		after: figureLines(to.content),
		lang
	};
	const kronor = (minor: number | null) => (minor === null ? '' : String(minor / 100));
	const budget: Change = {
		field: 'budget',
		before: kronor(from.budgetMinor),
		after: kronor(to.budgetMinor),
		lang
	};
	return [...texts, figures, budget].filter((change) => change.before !== change.after);
}

function figureLines(content: Content): string {
	return content.figures.map((f) => `${originalOf(f.text)} (${f.source || f.link || '–'})`).join('\n');
}
