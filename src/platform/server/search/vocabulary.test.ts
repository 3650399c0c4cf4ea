import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDb } from '../testing/db.ts';
import { Vocabulary } from './vocabulary.ts';

const { db } = await testDb();

const WORDS =
	'arbetsintegration arbetsintegrerande integration arbete arbetslös skola skolverkstad skolförening förskola läxhjälp hjälp hjälpa trädgård trädet odling café kafé anna annanas banan'.split(
		' '
	);
const vocabulary = new Vocabulary();
vocabulary.add(WORDS);

// The measure must be the database's own, since the site's search and open data use that.
test.each([
	'arbetsintegration',
	'skolverkstd',
	'läxhjelp',
	'hjälp',
	'skol',
	'banan',
	'kafe',
	'xyzzy',
	'anna'
])('%s is near to the same words as in the database, as much, in the same order', async (word) => {
	const { rows } = await sql<{ word: string; likeness: number }>`
			select word, similarity(word, ${word})::float8 as likeness from unnest(${WORDS}::text[]) as word
			where word % ${word} or word like '%' || ${word} || '%' order by 2 desc, word collate "C"`.execute(db);
	const near = vocabulary.near(word);
	expect(near.map((each) => each.word)).toEqual(rows.map((each) => each.word));
	for (const [at, { likeness }] of rows.entries()) expect(near[at]!.likeness).toBeCloseTo(likeness, 5);
});

test('a short word is near to nothing, and a word is learnt once', () => {
	expect(vocabulary.near('ann')).toEqual([]);
	vocabulary.add(['trädet', 'trädet']);
	expect(vocabulary.near('trädet').filter(({ word }) => word === 'trädet')).toHaveLength(1);
});
