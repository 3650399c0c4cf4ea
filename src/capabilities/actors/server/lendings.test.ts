import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { visitor } from '#capabilities/initiatives/testing.ts';
import { myLendings } from './lendings.ts';
import { endLending, lendTasks } from './people.ts';
import { testWorld } from './test-world.ts';

const { db } = await testDb();
const world = testWorld(db);
const org = await world.organisation(await world.leader());
const lender = await world.member(org.id, 'Lena Lånar', 'representative');
const helper = await world.member(org.id, 'Hjalmar Hjälper');
const other = await world.member(org.id, 'Ossian Oberörd');
const [asLender, asHelper, asOther] = await Promise.all(
	[lender, helper, other].map(({ id }) => world.as(id))
);
const day = async (offset: number) => {
	const { rows } = await sql<{
		d: string;
	}>`select ((now() at time zone 'Europe/Stockholm')::date + ${offset}::int) as d`.execute(db);
	return rows[0]!.d;
};

test('both see the loan, from their own side, and nobody else does', async () => {
	await lendTasks(asLender!, org.slug, {
		membership: lender.membershipId,
		substitute: helper.id,
		startsOn: await day(0),
		endsOn: await day(5)
	});
	const seen = { organisation: { slug: org.slug }, role: 'representative', state: 'now' };
	expect(await myLendings(asLender!)).toMatchObject({
		byMe: [{ ...seen, name: 'Hjalmar Hjälper' }],
		toMe: []
	});
	expect(await myLendings(asHelper!)).toMatchObject({ byMe: [], toMe: [{ ...seen, name: 'Lena Lånar' }] });
	expect(await myLendings(asOther!)).toEqual({ byMe: [], toMe: [] });
	await expect(myLendings(visitor(db))).rejects.toMatchObject({ code: 'sign-in' });
});

test('it is to come, then in force, then over, by the Swedish calendar; or ended early', async () => {
	const move = (from: number, to: number) =>
		Promise.all([day(from), day(to)]).then(([startsOn, endsOn]) =>
			db.updateTable('substitution').set({ starts_on: startsOn, ends_on: endsOn }).execute()
		);
	const state = async () => (await myLendings(asHelper!)).toMe[0]!.state;
	await move(1, 3);
	expect(await state()).toBe('coming');
	await move(-3, 0);
	expect(await state()).toBe('now');
	await move(-3, -1);
	expect(await state()).toBe('over');
	const [loan] = (await myLendings(asHelper!)).toMe;
	await expect(endLending(asOther!, org.slug, loan!.id)).rejects.toMatchObject({ code: 'forbidden' });
	await endLending(asHelper!, org.slug, loan!.id);
	expect(await state()).toBe('ended');
});
