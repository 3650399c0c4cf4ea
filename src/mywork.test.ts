// One's own page as the whole product makes it, with every kind of activity.
import './composition.ts';
import { describe, expect, test } from 'vitest';
import { plainText } from '#platform/i18n/text.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { overviewOf } from '#capabilities/initiatives/index.ts';
import { makeInitiative, makeTeamMember, type MadeInitiative } from '#capabilities/initiatives/testing.ts';
import { myWork } from '#capabilities/mywork/index.ts';
import { createProcurement } from '#capabilities/procurements/index.ts';

const { db } = await testDb();

const addTask = ({ id }: MadeInitiative, title: string) =>
	db.insertInto('task').values({ initiative_id: id, title }).execute();

describe('what an initiative waits for', () => {
	test('is remembered for seconds, though not for whoever has just written', async () => {
		const made = await makeInitiative(db);
		const look = async (wanted: boolean) => {
			const freshness = { wanted, since: Infinity };
			const [item] = await myWork({ ...made.coordinator.ctx, freshness });
			return { tasks: item!.tasks.length, since: freshness.since };
		};
		const before = Date.now();
		expect(await look(false)).toMatchObject({ tasks: 0 });
		await addTask(made, 'Boka lokalen');
		const remembered = await look(false);
		expect(remembered.tasks).toBe(0);
		// The page says how old it is, so that nothing keeps it for longer than its oldest part allows.
		expect(remembered.since).toBeGreaterThanOrEqual(before);
		expect(remembered.since).toBeLessThanOrEqual(Date.now());
		expect(await look(true)).toMatchObject({ tasks: 1 });
		// What was read anew is what the others get from then on.
		expect(await look(false)).toMatchObject({ tasks: 1 });
	});

	test('is named where two things wait for the same', async () => {
		const made = await makeInitiative(db);
		const { ctx } = await makeTeamMember(db, made.id, 'procurement-officer');
		const add = (title: string) => createProcurement(ctx, made.slug, { title });
		const named = async () => {
			const [item] = await myWork(ctx);
			const own = item!.next.filter((step) => step.text.startsWith('procurement.next'));
			return own.map((step) => plainText(step.of, 'sv'));
		};
		await add('Trygga nätter');
		expect(await named()).toEqual(['']);
		await add('Vägen hem');
		expect((await named()).toSorted()).toEqual(['Trygga nätter', 'Vägen hem']);
		const { next } = await overviewOf(ctx, made.slug);
		expect(next.map((step) => plainText(step.of, 'sv'))).toContain('Vägen hem');
	});
});
