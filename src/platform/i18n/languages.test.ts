import { expect, test } from 'vitest';
import { languageName } from './languages.ts';

test.each([
	['fi', 'sv', 'finska'],
	['ar', 'en', 'Arabic'],
	['swl', 'sv', 'svenskt teckenspråk'],
	['swl', 'en', 'Swedish Sign Language'],
	['swl', 'swl', 'svenskt teckenspråk']
])('%s in %s', (code, lang, name) => {
	expect(languageName(code, lang)).toBe(name);
});
