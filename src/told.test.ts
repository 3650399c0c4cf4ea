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

test('is made once of the same content, in each language by itself', async () => {
	const one = await page();
	const sv = told(one, 'sv');
	expect(sv.body).toContain('Organisationer');
	expect(told(one, 'sv')).toBe(sv);
	expect(told(one, 'en').body).not.toContain('Organisationer');
	// Content that was gathered anew is told anew, even where it says the same.
	expect(told({ ...one, everybody: { ...one.everybody } }, 'sv')).not.toBe(sv);
});

test('what readers are shown is not written down for a browser that runs nothing', () => {
	const data = { told: unsent({ body: 'a long page' }) };
	expect(data.told.content.body).toBe('a long page');
	expect(devalue.uneval(data)).toBe('{told:{}}');
	expect(devalue.uneval({ told: { content: 'a long page' } })).toContain('a long page');
});
