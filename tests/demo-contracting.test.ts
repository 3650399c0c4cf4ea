import { expect, test } from 'vitest';
import { answerOcds } from '#capabilities/ocds/index.ts';
import { makeCall } from '#capabilities/calls/testing.ts';
import type { Fields } from '#capabilities/ocds/merge.ts';
import {
	faultsOf,
	hasSchemas,
	independentMerge,
	mergeRules,
	withoutEmpty
} from '#capabilities/ocds/testing-schemas.ts';
import { publishDue } from '#capabilities/ocds/index.ts';
import { ensureMethods } from '#capabilities/methods/index.ts';
import { visitor } from '#capabilities/initiatives/testing.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { passDays } from '../demo/clock.ts';
import loadDemo from '../demo/load.ts';
import '../src/composition.ts';

loadMessages();
const { db } = await testDb();
const ask = async (path: string, search = '') =>
	(await answerOcds(visitor(db), path, new URLSearchParams(search))).text;

test.skipIf(!hasSchemas)(
	'all that the demo world tells of contracting holds',
	{ timeout: 120_000 },
	async () => {
		await ensureMethods(db);
		await loadDemo({ db, progress: () => {} });
		expect(faultsOf('releases', await ask('/releases', 'limit=100'))).toEqual([]);
		const records = await ask('/records', 'limit=100');
		expect(faultsOf('records', records)).toEqual([]);
		const { records: all } = JSON.parse(records) as { records: { ocid: string }[] };
		expect(all.length).toBeGreaterThan(1);
		const rules = mergeRules();
		for (const { ocid } of all) {
			const text = await ask(`/records/${ocid}`);
			expect(faultsOf('records', text)).toEqual([]);
			const [record] = (JSON.parse(text) as { records: { releases: Fields[]; compiledRelease: Fields }[] })
				.records;
			const merged = independentMerge(record!.releases, rules);
			expect(withoutEmpty(merged)).toEqual(withoutEmpty(record!.compiledRelease));
			const dates = record!.releases.map(({ date }) => String(date));
			expect(dates).toEqual(dates.toSorted());
		}
	}
);

test('where time is let pass, releases are of the time that passed', async () => {
	const call = await makeCall(db);
	await publishDue(db);
	await passDays(db, call.made.id, 28);
	await publishDue(db);
	const rows = await db
		.selectFrom('ocds_release as r')
		.innerJoin('ocds_process as p', 'p.ocid', 'r.ocid')
		.select(['r.date', 'r.number'])
		.where('p.subject_id', '=', call.id)
		.execute();
	expect(rows.map(({ number }) => number)).toEqual([1]);
	const days = (Date.now() - rows[0]!.date.getTime()) / 86_400_000;
	expect(Math.round(days)).toBe(28);
});
