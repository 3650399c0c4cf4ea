import type { MessageKey, Translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { factNamed, stepKind } from './facts.ts';
import { sayPlan } from './plan-words.ts';
import type { Difference, DifferenceGroup, Reworded } from './diff.ts';
import { conditionWords, say } from './rules.ts';

/** Differences as people read them: a heading per phase, a sentence per difference. */
export interface SaidGroup {
	/** Null for the method as a whole. */
	heading: string | null;
	lines: { text: string; words: Reworded | null }[];
}

export function sayDifferences(groups: readonly DifferenceGroup[], t: Translator): SaidGroup[] {
	return groups.map(({ phase, differences }) => ({
		heading: phase && plainText(phase, t.lang),
		lines: differences.map((difference) => ({
			text: sayDifference(difference, t),
			words: difference.type === 'reworded' ? difference.words : null
		}))
	}));
}

export function sayDifference(one: Difference, t: Translator): string {
	const name = (text: LocalText | null) => plainText(text, t.lang);
	switch (one.type) {
		case 'phase-added':
			return t('methods.diff.phase-added', { name: name(one.name) });
		case 'phase-removed':
			return t('methods.diff.phase-removed', { name: name(one.name) });
		case 'phase-moved':
			return one.after
				? t('methods.diff.phase-moved', { name: name(one.name), after: name(one.after) })
				: t('methods.diff.phase-first', { name: name(one.name) });
		case 'step-added':
			return t('methods.diff.step-added', { name: name(one.name) });
		case 'step-removed':
			return t('methods.diff.step-removed', { name: name(one.name), phase: name(one.phase) });
		case 'step-moved':
			return t('methods.diff.step-moved', {
				name: name(one.name),
				from: name(one.from),
				to: name(one.to)
			});
		case 'step-reordered':
			return one.after
				? t('methods.diff.step-after', { name: name(one.name), after: name(one.after) })
				: t('methods.diff.step-first', { name: name(one.name) });
		case 'kinds':
			return sayKinds(one, name(one.name), t);
		case 'renamed':
			return t(RENAMED[one.what], { before: one.before, after: one.after });
		case 'reworded':
			return t(one.what === 'guidance' ? 'methods.diff.guidance' : 'methods.diff.summary', {
				name: name(one.name)
			});
		case 'planned':
			return t('methods.diff.planned', {
				name: name(one.name),
				plan: one.plan ? sayPlan(one.plan, t) : t('methods.plan.none')
			});
		case 'gate-added':
		case 'gate-removed':
			return t(one.type === 'gate-added' ? 'methods.diff.gate-added' : 'methods.diff.gate-removed', {
				condition: say(conditionWords(one.condition, factNamed), t)
			});
		case 'gate-reordered':
			return t('methods.diff.gate-reordered');
		case 'translated':
			return t(one.lang === 'sv' ? 'methods.diff.translated.sv' : 'methods.diff.translated.en', {
				count: one.count
			});
	}
}

const RENAMED: Record<'method' | 'phase' | 'step', MessageKey> = {
	method: 'methods.diff.method-renamed',
	phase: 'methods.diff.phase-renamed',
	step: 'methods.diff.step-renamed'
};

function sayKinds(one: Extract<Difference, { type: 'kinds' }>, name: string, t: Translator): string {
	const names = (keys: string[]) => t.list(keys.map((key) => kindWord(key, t)));
	const parts = [
		one.added.length > 0 ? t('methods.diff.kinds-added', { name, kinds: names(one.added) }) : '',
		one.removed.length > 0 ? t('methods.diff.kinds-removed', { name, kinds: names(one.removed) }) : ''
	];
	return parts.filter(Boolean).join(' ');
}

/** What people call an activity kind; its key where nothing here has that name. */
export function kindWord(key: string, t: Translator): string {
	const kind = stepKind(key);
	return kind ? t(kind.name) : key;
}
