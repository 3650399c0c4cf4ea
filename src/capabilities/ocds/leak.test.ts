import '../../composition.ts';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { makeOrganisation, makeInitiative, visitor } from '#capabilities/initiatives/testing.ts';
import { decideRound, prepareLetters } from '#capabilities/procurements/index.ts';
import { declareAll, DECISION, open, scoreAll, unseal } from '#capabilities/procurements/testing-rounds.ts';
import { makeDivided, makeLotTender } from '#capabilities/procurements/testing-lots.ts';
import {
	makeProcurement,
	makeTender,
	passDeadline,
	type MadeProcurement
} from '#capabilities/procurements/testing.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { answerOcds, bulkStream, bulkYears, publishDue } from './index.ts';

// Before the award of a round nothing may tell that anybody tendered, or how many.

loadMessages();
const { db } = await testDb();

/** All that anybody can fetch, byte for byte. */
async function everything(): Promise<string> {
	await publishDue(db);
	const ask = async (path: string) =>
		(await answerOcds(visitor(db), path, new URLSearchParams(path.includes('/o') ? '' : 'limit=100'))).text;
	const ocids = await db.selectFrom('ocds_process').select('ocid').orderBy('first_seq').execute();
	const texts = [await ask('/releases'), await ask('/records')];
	for (const { ocid } of ocids) texts.push(await ask(`/records/${ocid}`));
	for (const year of await bulkYears(db)) {
		const chunks: Buffer[] = [];
		for await (const chunk of bulkStream(db, year)) chunks.push(chunk as Buffer);
		texts.push(Buffer.concat(chunks).toString('base64'));
	}
	return texts.join('\n');
}

/** Where two texts part, with a little of what is around. */
function parting(one: string, other: string): string | null {
	if (one === other) return null;
	let at = 0;
	while (one[at] === other[at]) at += 1;
	return `${one.slice(at - 80, at + 80)} | ${other.slice(at - 80, at + 80)}`;
}

const NAMES = ['Alfa', 'Beta', 'Gamma', 'Delta', 'Epsilon'];
const POINTS = [
	[4, 4],
	[3, 3],
	[2, 3],
	[2, 1],
	[1, 0]
];

test('releases are the same bytes with and without tenders, until the award', async () => {
	const made = await makeProcurement(db);
	const nobody = await everything();
	const tenders = [];
	for (const [at, name] of NAMES.entries())
		tenders.push(await makeTender(db, made, { name, kronor: 200_000 + at * 20_000 }));
	expect(parting(await everything(), nobody)).toBeNull();

	// The test moves the deadline, which is told; the opening is not.
	await passDeadline(db, made.ref);
	const before = await everything();
	await unseal(made);
	expect(parting(await everything(), before)).toBeNull();
	await declareAll(made);
	await scoreAll(made, Object.fromEntries(tenders.map(({ tenderId }, at) => [tenderId, POINTS[at]!])));
	await prepareLetters(made.officer.ctx, made.round);
	expect(parting(await everything(), before)).toBeNull();
	for (const name of [...NAMES, 'enderer']) expect(before.includes(name)).toBe(false);

	await decideRound(made.run.decider.ctx, made.round, DECISION);
	const after = await everything();
	for (const name of [...NAMES, '"numberOfTenderers":5']) expect(after.includes(name)).toBe(true);
}, 120_000);

test('the same holds of a call in lots, lot by lot', async () => {
	const made = await makeDivided(db);
	const nobody = await everything();
	const alfa = await makeLotTender(db, made, 1, { name: 'Zeta' });
	for (const name of ['Eta', 'Theta']) await makeLotTender(db, made, 2, { name });
	expect(parting(await everything(), nobody)).toBeNull();
	await passDeadline(db, made.ref);
	const before = await everything();
	await unseal(made);
	await declareAll(made);
	await scoreAll(made, { [alfa.tenderId]: [3, 3] });
	await prepareLetters(made.officer.ctx, made.round);
	expect(parting(await everything(), before)).toBeNull();
	await decideRound(made.run.decider.ctx, made.round, DECISION);
	const after = await everything();
	expect(['Zeta', 'Theta'].map((name) => after.includes(name))).toEqual([true, false]);
}, 60_000);

/** A procurement’s releases with what must differ between any two of them taken out. */
async function masked(made: MadeProcurement): Promise<string> {
	const { rows } = await sql<{
		body: string;
	}>`select r.body from ocds_release r join ocds_process p on p.ocid = r.ocid
		where p.initiative_id = ${made.run.id} order by r.number`.execute(db);
	return rows
		.map(({ body }) => body)
		.join('\n')
		.replaceAll(made.run.slug, 'SLUG')
		.replaceAll(made.run.organisation.name, 'OWNER')
		.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
		.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

test('two procurements, one with five tenders and one with none, are told of alike', async () => {
	const [many, none] = [await makeProcurement(db), await makeProcurement(db)];
	for (const name of NAMES) await makeTender(db, many, { name });
	for (const made of [many, none]) {
		await publishDue(db);
		await passDeadline(db, made.ref);
		await open(made);
	}
	await publishDue(db);
	expect(parting(await masked(many), await masked(none))).toBeNull();
	expect((await masked(many)).split('\n').length).toBeGreaterThan(1);
}, 120_000);

test('an organisation of which nothing is told leaves no trace', async () => {
	const before = await everything();
	await makeOrganisation(db, { name: 'Utan spår' });
	await makeInitiative(db, { title: 'Ett utkast' });
	expect(parting(await everything(), before)).toBeNull();
});
