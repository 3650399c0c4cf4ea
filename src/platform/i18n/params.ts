import type { MessageParams } from '#platform/errors/index.ts';
import { plainText, type LocalText } from './text.ts';
import type { Translator } from './index.ts';

export type StoredParams = Record<string, string | number | LocalText>;

/**
 * Stored parameters of a sentence, as the reader should see them: multilingual texts in their language, ISO
 * dates and times written out. Numbers and other strings stay.
 */
export function readParams(t: Translator, params: StoredParams | undefined): MessageParams {
	const entries = Object.entries(params ?? {}).map(([name, value]) => [name, readParam(t, value)] as const);
	return Object.fromEntries(entries);
}

function readParam(t: Translator, value: string | number | LocalText): string | number {
	if (typeof value === 'number') return value;
	if (typeof value === 'object') return plainText(value, t.lang);
	if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return t.date(value);
	if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return t.dateTime(value);
	return value;
}
