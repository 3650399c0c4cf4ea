// What an initiative tells everybody is rendered once for as long as it is remembered.
import './composition.ts';
import * as devalue from 'devalue';
import { expect, test } from 'vitest';
import { makeInitiative, visitor } from '#capabilities/initiatives/testing.ts';
import { accessInitiative } from '#capabilities/initiatives/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { unsent } from '#platform/unsent.ts';
import { sameForEverybody } from './routes/[lang=lang]/initiatives/[slug]/everybody.ts';
import { told } from './routes/[lang=lang]/initiatives/[slug]/told.ts';

const { db } = await testDb();
loadMessages();

async function page() {
	const { slug } = await makeInitiative(db, { published: true });
	const run = await accessInitiative(visitor(db), slug);
	return { run, everybody: await sameForEverybody(visitor(db), run) };
}

/** The same content as a new object that counts how often it is looked into. */
function watched<T extends object>(content: T): { content: T; looks: () => number } {
	let looks = 0;
	const get = (of: T, key: string | symbol) => (looks++, Reflect.get(of, key));
	return { content: new Proxy({ ...content }, { get }), looks: () => looks };
}

test('is made once for as long as its content stays the same, in each language by itself', async () => {
	const { run, everybody } = await page();
	const [first, again, changed] = [
		watched(everybody),
		watched(everybody),
		watched({ ...everybody, organisations: [] })
	];
	const sv = told({ run, everybody: first.content }, 'sv');
	expect(String(sv.body)).toContain('Organisationer');
	const making = first.looks();
	expect(told({ run, everybody: first.content }, 'sv')).toEqual(sv);
	expect(first.looks(), 'nothing is looked into').toBe(making);
	// Gathered anew and the same: compared, which is less than made.
	expect(told({ run, everybody: again.content }, 'sv')).toEqual(sv);
	expect(again.looks()).toBeLessThan(making);
	expect(told({ run, everybody: changed.content }, 'sv')).not.toEqual(sv);
	expect(String(told({ run, everybody: first.content }, 'en').body)).not.toContain('Organisationer');
});

test('who reads is nothing to it, what is shown of the initiative is', async () => {
	const { run, everybody } = await page();
	const sv = told({ run, everybody }, 'sv');
	const ofTeam = { ...run, roles: ['coordinator' as const], updatedAt: new Date() };
	expect(told({ run: ofTeam, everybody: { ...everybody } }, 'sv')).toEqual(sv);
	const richer = { ...run, budgetMinor: 123_456_700 };
	expect(String(told({ run: richer, everybody: { ...everybody } }, 'sv').body)).toMatch(/1,2/);
});

test('what readers are shown is not written down for a browser that runs nothing', () => {
	const data = { told: unsent({ body: 'a long page' }) };
	expect(data.told.content.body).toBe('a long page');
	expect(devalue.uneval(data)).toBe('{told:{}}');
	expect(devalue.uneval({ told: { content: 'a long page' } })).toContain('a long page');
});

test('what nobody asks for any longer is what goes', async () => {
	const { run, everybody } = await page();
	const often = told({ run, everybody }, 'sv');
	for (let n = 0; n < 1_500; n++) {
		told({ run: { ...run, slug: `other-${n}` }, everybody: { ...everybody, phases: [], news: [] } }, 'sv');
		if (n % 100 === 0) expect(told({ run, everybody: { ...everybody } }, 'sv').body).toBe(often.body);
	}
});
