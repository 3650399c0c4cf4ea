import type { Translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import type { Unit } from './rules.ts';

// keys: effects.unit.persons effects.unit.share effects.unit.index effects.unit.days effects.unit.count
// keys: effects.unit.money effects.unit.other

/** What stands after a figure: "%", "dagar", or the indicator's own word. */
export function unitWord(t: Translator, unit: Unit, own: LocalText | null): string {
	if (unit === 'share') return '%';
	return (
		plainText(own, t.lang) ||
		(unit === 'count' || unit === 'index' || unit === 'other' ? '' : t(`effects.unit.${unit}`))
	);
}

export function figureText(t: Translator, value: number | null, unit: Unit, own: LocalText | null): string {
	if (value === null) return t('effects.too-few');
	if (unit === 'share') return t.number(value / 100, { style: 'percent', maximumFractionDigits: 2 });
	const number = t.number(value, { maximumFractionDigits: 2 });
	const word = unitWord(t, unit, own);
	return word ? `${number}\u00a0${word}` : number;
}

/** A whole year is written as the year, everything else as its days. */
export function periodText(t: Translator, start: string, end: string): string {
	if (start.endsWith('-01-01') && end === `${start.slice(0, 4)}-12-31`) return start.slice(0, 4);
	return start === end ? t.date(end) : `${t.date(start)} – ${t.date(end)}`;
}
