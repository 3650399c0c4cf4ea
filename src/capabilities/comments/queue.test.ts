import { expect, test } from 'vitest';
import '../../composition.ts';
import { can } from '#platform/access/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { accessInitiativeById, facilitateInitiative } from '#capabilities/initiatives/index.ts';
import { makeInitiative, makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import {
	addComment,
	defineCommentSubject,
	moderateComment,
	myModerationQueue,
	reportComment,
	waitingForMe
} from './index.ts';

const { db } = await testDb();
// As challenges do it: whoever facilitates the initiative moderates.
defineCommentSubject('of-initiative', async (ctx, id) => {
	const run = await accessInitiativeById(ctx, id);
	return {
		initiativeId: id,
		title: newText('sv', 'Sak'),
		path: `/initiatives/${run.slug}/challenge`,
		mayModerate: can(ctx.actor, facilitateInitiative, run)
	};
});
const first = await makeInitiative(db, { published: true });
const second = await makeInitiative(db, { published: true });
const leader = await makePerson(db, { platform: ['process-leader'] });
const comment = async (run: { id: string }, body: string) =>
	(await addComment((await makePerson(db)).ctx, { kind: 'of-initiative', id: run.id }, body)).id;
const bodies = async (ctx: typeof leader.ctx, state: Parameters<typeof myModerationQueue>[1] = 'open') =>
	(await myModerationQueue(ctx, state, 1)).rows.map(({ body }) => body);

test('a process leader has one queue for all initiatives, the longest waiting first, and empties it', async () => {
	expect(await waitingForMe(leader.ctx)).toBeNull();
	const one = await comment(first, 'Ett');
	const two = await comment(second, 'Två');
	expect(await bodies(leader.ctx)).toEqual(['Ett', 'Två']);
	expect(await waitingForMe(leader.ctx)).toBe(2);
	await moderateComment(leader.ctx, { commentId: one, act: 'release' });
	await moderateComment(leader.ctx, { commentId: two, act: 'hide', reason: 'Röjer en person' });
	expect(await waitingForMe(leader.ctx)).toBe(0);
	const queue = await myModerationQueue(leader.ctx, 'hidden', 1);
	expect(queue.rows.map(({ body, initiative }) => [body, initiative?.slug])).toEqual([['Två', second.slug]]);
	expect(queue.counts).toEqual({ open: 0, waiting: 0, reported: 0, hidden: 1, all: 2 });
	await reportComment(visitor(db), one, 'Stämmer inte');
	expect(await bodies(leader.ctx, 'reported')).toEqual(['Ett']);
	expect(await bodies(leader.ctx)).toEqual(['Ett']);
	await moderateComment(leader.ctx, { commentId: one, act: 'release' });
	expect(await bodies(leader.ctx)).toEqual([]);
});

test('others see only what they may moderate, by the rule that the acts ask', async () => {
	await comment(first, 'Bara i den första');
	const asked = [
		first.coordinator,
		first.decider,
		second.coordinator,
		await makePerson(db),
		await makePerson(db, { member: [{ organisationId: first.organisation.id, role: 'representative' }] }),
		await makeTeamMember(db, first.id, 'facilitator'),
		await makeTeamMember(db, first.id, 'editor'),
		await makeTeamMember(db, first.id, 'reader'),
		await makeTeamMember(db, first.id, 'evaluator')
	];
	const seen: boolean[] = [];
	for (const { ctx } of asked) {
		const run = await accessInitiativeById(ctx, first.id);
		const found = (await bodies(ctx)).includes('Bara i den första');
		expect(found).toBe(can(ctx.actor, facilitateInitiative, run));
		seen.push(found);
	}
	expect(new Set(seen)).toEqual(new Set([true, false]));
	await expect(myModerationQueue(visitor(db), 'all', 1)).rejects.toMatchObject({ code: 'sign-in' });
});

test('asks for no page beyond the last', async () => {
	expect((await myModerationQueue(leader.ctx, 'all', 500)).page).toBe(1);
});
