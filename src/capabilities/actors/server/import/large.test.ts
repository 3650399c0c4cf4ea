import { expect, it } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { testWorld } from '../test-world.ts';
import { checkJob, runJob } from './jobs.ts';
import { importPage } from './page.ts';
import { checkImport, confirmImport, startImport } from './service.ts';

const { db } = await testDb();
const leader = await testWorld(db).leader();
const form = { encoding: 'utf-8', delimiter: 'semicolon', lang: 'sv', sector: 'civil-society' } as const;

it('ten thousand rows take less than thirty seconds', async () => {
	const places = ['Malmö', 'Umeå', 'Tomelilla', 'Örebro', 'Skellefteå'];
	const rows = Array.from(
		{ length: 10_000 },
		(_, n) =>
			`Förening nummer ${n};;${places[n % 5]};Barnets rätt, Mat;Vi arbetar med ${n % 7} saker för unga i ${places[n % 5]}`
	);
	const id = await startImport(
		leader,
		new File([`Namn;Org.nr;Kommun;Teman;Om\n${rows.join('\n')}\n`], 'stor.csv')
	);
	const { mapping } = await importPage(leader, id);
	const columns = Object.fromEntries(
		Object.entries(mapping).map(([field, index]) => [`column-${field}`, index])
	);
	const start = performance.now();
	await checkImport(leader, id, { ...form, ...columns });
	await checkJob.run({ importId: id }, db);
	const trial = performance.now();
	await confirmImport(leader, id);
	await runJob.run({ importId: id }, db);
	const end = performance.now();
	console.log(`10,000 rows: trial ${Math.round(trial - start)} ms, run ${Math.round(end - trial)} ms`);
	expect((await importPage(leader, id)).counts).toMatchObject({ create: 10_000 });
	expect(end - start).toBeLessThan(30_000);
}, 60_000);
