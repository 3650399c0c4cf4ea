import { expect, test } from 'vitest';
import { localTextSchema, toText } from './text.ts';

test('a stored text is read by hand as the schema reads it', () => {
	const good = { o: 'sv', v: 1, t: { sv: 'Hej' } };
	const values = [
		good,
		{ ...good, of: { en: 1 }, t: { sv: 'Hej', en: 'Hello' } },
		{ ...good, t: {} },
		...[null, undefined, 'Hej', 7, [], {}, { ...good, o: 'de' }, { ...good, v: 0 }, { ...good, v: 1.5 }],
		...[null, [], 'Hej', { de: 'Hallo' }, { sv: 7 }, { sv: null }].map((t) => ({ ...good, t })),
		...[null, [], { en: 'x' }, { en: 1.5 }, { de: 1 }].map((of) => ({ ...good, of }))
	];
	for (const value of values)
		expect(toText(value) !== null, JSON.stringify(value)).toBe(localTextSchema.safeParse(value).success);
	expect(toText(good)).toEqual(good);
});
