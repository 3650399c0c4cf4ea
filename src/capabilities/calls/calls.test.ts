import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { visitor } from '#capabilities/initiatives/testing.ts';
import '../../composition.ts';
import {
	accessAnswer,
	amendRfi,
	cancelRfi,
	extendDeadlines,
	findCandidates,
	inviteOrganisations,
	listCalls,
	openAnswers,
	publishRfi,
	readCall,
	rfiKind,
	saveAnswer,
	saveQuestion,
	setInvitations,
	versionsOf
} from './index.ts';
import { deadlineIn, makeAnswerer, makeCall, sendAnswer, textPart } from './testing.ts';

loadMessages();

const { db } = await testDb();

const newsKeys = async (initiativeId: string, audience: string) =>
	(
		await db
			.selectFrom('news')
			.select('key')
			.where('initiative_id', '=', initiativeId)
			.where('audience', '=', audience)
			.orderBy('at')
			.execute()
	).map((row) => row.key);

describe('publishing', () => {
	test('shows everything to anybody, tells followers, writes the dossier and the facts', async () => {
		const call = await makeCall(db);
		const page = await readCall(visitor(db, 'en'), call.slug, call.id);
		expect(page.content.questions).toHaveLength(3);
		expect(page.burden).toMatchObject({ questions: 3, minutes: 15 });
		expect(page.rfi.state).toBe('questions');
		expect(await newsKeys(call.made.id, 'public')).toContain('rfi.news.published');
		const dossier = await db
			.selectFrom('dossier_entry')
			.selectAll()
			.where('activity_id', '=', call.id)
			.execute();
		expect(dossier).toMatchObject([{ audience: 'public', kind: 'material', source_kind: 'rfi' }]);
		const facts = await rfiKind.computeFacts(db, [call.made.id]);
		expect(facts.get(call.made.id)).toMatchObject({
			'rfi.published': true,
			'rfi.closed': false,
			'rfi.answers': 0
		});
		const open = await listCalls(visitor(db), { theme: ['rights-of-the-child'], q: 'familjer' });
		expect(open.map((row) => row.id)).toContain(call.id);
		const jobs = await sql<{ at: Date }>`select start_after as at from pgboss.job
			where data->>'name' = 'rfi.close' and data->'data'->>'rfiId' = ${call.id}`.execute(db);
		expect(+jobs.rows[0]!.at).toBeGreaterThan(+page.rfi.answersUntil!);
	});

	test('happens once, however many press', async () => {
		const call = await makeCall(db, { published: false });
		const tries = [1, 2, 3].map(() => publishRfi(call.ctx, call.slug, call.id, 5));
		const done = (await Promise.allSettled(tries)).filter((result) => result.status === 'fulfilled');
		expect(done).toHaveLength(1);
		expect(await newsKeys(call.made.id, 'public')).toHaveLength(1);
	});

	test('an amendment is a version of its own, tells followers and drafters, and marks what was answered before', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [textPart(call.keys.long, 'Så här')]);
		await expect(
			amendRfi(call.ctx, call.slug, call.id, { revision: 5, note: 'Inget' })
		).rejects.toMatchObject({
			key: 'rfi.error.nothing-changed'
		});
		await saveQuestion(call.ctx, call.slug, call.id, call.keys.long, {
			kind: 'long',
			label: 'Hur skulle ni göra, och med vilka?',
			required: true,
			minutes: 6,
			insights: [],
			revision: 5
		});
		expect(
			await amendRfi(call.ctx, call.slug, call.id, { revision: 6, note: 'Vi frågar också med vilka.' })
		).toBe(2);
		const { versions } = await versionsOf(visitor(db), call.slug, call.id);
		expect(versions.map((version) => version.number)).toEqual([1, 2]);
		expect(await newsKeys(call.made.id, 'public')).toContain('rfi.news.amended');
		const told = await db
			.selectFrom('news')
			.select('persons')
			.where('key', '=', 'rfi.news.amended')
			.where('audience', '=', 'persons')
			.where('activity_id', '=', call.id)
			.execute();
		expect(told).toEqual([{ persons: [who.personId] }]);
		const own = await accessAnswer(who.ctx, call.slug, call.id, who.organisationId);
		expect(own.parts[0]!.rfiVersion).toBe(1);
		expect(own.rfi.version!.number).toBe(2);
	});

	test('deadlines move only forward, with a reason, before they have passed', async () => {
		const call = await makeCall(db);
		const extend = (questionsUntil: string, answersUntil: string) =>
			extendDeadlines(call.ctx, call.slug, call.id, {
				questionsUntil,
				answersUntil,
				reason: 'Många var lediga.'
			});
		await expect(extend('2020-01-01T15:00', '2020-02-01T15:00')).rejects.toMatchObject({
			key: 'rfi.error.deadline-back'
		});
		await extend('2090-01-02T15:00', '2090-02-01T15:00');
		const page = await readCall(visitor(db), call.slug, call.id);
		expect(page.deadlines).toHaveLength(2);
		expect(page.rfi.answersUntil).toEqual(new Date('2090-02-01T14:00:00Z'));
		await deadlineIn(db, call.id, -1000);
		await expect(extend('2091-01-02T15:00', '2091-02-01T15:00')).rejects.toMatchObject({
			key: 'rfi.error.extend-late'
		});
	});

	test('a call that is called off takes nothing more and is never opened', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await sendAnswer(call, who, 'Så här');
		await cancelRfi(call.ctx, call.slug, call.id, 'Uppdraget drogs in av nämnden.');
		await expect(sendAnswer(call, who, 'Igen')).rejects.toMatchObject({ code: 'conflict' });
		await expect(openAnswers(call.ctx, call.slug, call.id)).rejects.toMatchObject({
			key: 'rfi.error.never-opened'
		});
		const page = await readCall(visitor(db), call.slug, call.id);
		expect(page.cancelReason!.t.sv).toContain('nämnden');
	});
});

test('organisations are invited once each, and those who declined are left alone', async () => {
	const call = await makeCall(db);
	const [one, declined] = [await makeAnswerer(db), await makeAnswerer(db)];
	await db
		.updateTable('organisation')
		.set({ themes: ['rights-of-the-child'] })
		.where('id', 'in', [one.organisationId, declined.organisationId])
		.execute();
	await setInvitations(declined.ctx, declined.organisationId, false);
	const ids = [one.organisationId, declined.organisationId, call.made.organisation.id];
	expect(await inviteOrganisations(call.ctx, call.slug, call.id, ids)).toBe(1);
	expect(await inviteOrganisations(call.ctx, call.slug, call.id, ids)).toBe(0);
	const told = await db
		.selectFrom('news')
		.select('persons')
		.where('key', '=', 'rfi.news.invited')
		.where('activity_id', '=', call.id)
		.execute();
	expect(told).toEqual([{ persons: [one.personId] }]);
	const { candidates } = await findCandidates(call.ctx, call.slug, call.id);
	const found = new Map(candidates.map((candidate) => [candidate.id, candidate]));
	expect(found.get(one.organisationId)).toMatchObject({ themes: ['rights-of-the-child'], reachable: true });
	expect(found.get(one.organisationId)!.invitedAt).not.toBeNull();
	expect(found.get(declined.organisationId)).toMatchObject({ declined: true, reachable: false });
});
