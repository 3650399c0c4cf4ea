import { expect, test } from 'vitest';
import { translator } from '#platform/i18n/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { figureText } from './format.ts';

loadMessages();

test.each([
	['sv', 'share', 61.7, '61,7\u00a0%'],
	['en', 'share', 61.7, '61.7%'],
	['en', 'share', 25, '25%'],
	['en', 'count', 60, '60']
] as const)('%s: a figure of the kind %s is written as one writes it', (lang, unit, value, text) => {
	expect(figureText(translator(lang), value, unit, null)).toBe(text);
});
