import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { systemContext } from '#platform/server/context.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { contextFor, makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import '../../composition.ts';
import {
	accessAnswer,
	addDocument,
	answerFields,
	amendRfi,
	askEnquiry,
	cancelRfi,
	closeIfDue,
	createRfi,
	discardRfi,
	extendDeadlines,
	findCandidates,
	inviteOrganisations,
	listCalls,
	moveQuestion,
	openAnswers,
	pickFromBank,
	publishRfi,
	readCall,
	rfiKind,
	saveAnswer,
	saveQuestion,
	setDeadlines,
	setInvitations,
	setListed,
	submitAnswer,
	versionsOf,
	withdrawAnswer,
	previewAnswer
} from './index.ts';
import { deadlineIn, makeAnswerer, makeCall, part, sendAnswer, submitNow, textPart } from './testing.ts';

loadMessages();
const { db } = await testDb();

const revisionOf = async (id: string) =>
	(await db.selectFrom('rfi').select('revision').where('id', '=', id).executeTakeFirstOrThrow()).revision;
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

describe('drafting', () => {
	test('begins from what the initiative says, and two who write at once do not overwrite each other', async () => {
		const call = await makeCall(db, { published: false });
		const questions = {
			kind: 'short' as const,
			label: 'En till?',
			required: false,
			minutes: 1,
			insights: [],
			revision: 5
		};
		await saveQuestion(call.ctx, call.slug, call.id, null, questions);
		await expect(saveQuestion(call.ctx, call.slug, call.id, null, questions)).rejects.toMatchObject({
			code: 'conflict'
		});
	});

	test('questions are ordered, removed and picked from the bank in both languages', async () => {
		const call = await makeCall(db, { published: false });
		await moveQuestion(call.ctx, call.slug, call.id, { key: call.keys.number, move: 'up', revision: 5 });
		await moveQuestion(call.ctx, call.slug, call.id, { key: call.keys.yesNo, move: 'remove', revision: 6 });
		await pickFromBank(call.ctx, call.slug, call.id, { pick: ['maturity', 'nonsense'], revision: 7 });
		const { draft } = (await accessDraft(call))!;
		expect(draft.questions.map((question) => question.kind)).toEqual(['number', 'long', 'one']);
		expect(draft.questions[2]!.label.t).toEqual({
			sv: 'Hur långt har ni kommit?',
			en: 'How far have you come?'
		});
		expect(draft.questions[2]!.options).toHaveLength(4);
	});

	test('is for the procurement officer and those who lead, and a draft is nobody else’s to know of', async () => {
		const call = await makeCall(db, { published: false });
		const officer = await makeTeamMember(db, call.made.id, 'procurement-officer');
		const editor = await makeTeamMember(db, call.made.id, 'editor');
		await expect(readCall(visitor(db), call.slug, call.id)).rejects.toMatchObject({ code: 'not-found' });
		await expect(createRfi(editor.ctx, call.slug)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(createRfi(officer.ctx, call.slug)).resolves.toMatch(/-/);
	});

	test('says what is lacking before it can be published, and the first reason is given', async () => {
		const call = await makeCall(db, { published: false });
		for (const key of Object.values(call.keys)) {
			const revision = await revisionOf(call.id);
			await moveQuestion(call.ctx, call.slug, call.id, { key, move: 'remove', revision });
		}
		const revision = await revisionOf(call.id);
		await expect(publishRfi(call.ctx, call.slug, call.id, revision)).rejects.toMatchObject({
			key: 'rfi.lacking.questions'
		});
	});

	test('deadlines must come in order and lie ahead by the database’s clock', async () => {
		const call = await makeCall(db, { published: false });
		const set = (questionsUntil: string, answersUntil: string) =>
			setDeadlines(call.ctx, call.slug, call.id, { questionsUntil, answersUntil });
		await expect(set('2030-05-02T15:00', '2030-05-01T15:00')).rejects.toMatchObject({
			key: 'rfi.error.deadline-order'
		});
		await expect(set('2020-05-02T15:00', '2030-05-01T15:00')).rejects.toMatchObject({
			key: 'rfi.error.deadline-past'
		});
		await set('2030-07-01T15:00', '2030-12-01T15:00');
		const row = await db.selectFrom('rfi').selectAll().where('id', '=', call.id).executeTakeFirstOrThrow();
		expect(row.questions_until).toEqual(new Date('2030-07-01T13:00:00Z')); // summer time
		expect(row.answers_until).toEqual(new Date('2030-12-01T14:00:00Z'));
	});

	test('a discarded draft is gone; a published call cannot be discarded', async () => {
		const draft = await makeCall(db, { published: false });
		await discardRfi(draft.ctx, draft.slug, draft.id);
		expect(await accessDraft(draft)).toBeUndefined();
		const call = await makeCall(db);
		await expect(discardRfi(call.ctx, call.slug, call.id)).rejects.toMatchObject({
			key: 'rfi.error.published'
		});
	});
});

async function accessDraft(call: { id: string }) {
	const row = await db.selectFrom('rfi').select('draft').where('id', '=', call.id).executeTakeFirst();
	return row as
		{ draft: { questions: { kind: string; label: { t: unknown }; options: unknown[] }[] } } | undefined;
}

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

describe('answering', () => {
	test('colleagues write side by side; the same question twice is a conflict that keeps both', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		const colleague = await makePerson(db, {
			name: 'Mo Kollega',
			member: [{ organisationId: who.organisationId }]
		});
		const save = (ctx: typeof who.ctx, parts: Parameters<typeof saveAnswer>[4]) =>
			saveAnswer(ctx, call.slug, call.id, who.organisationId, parts);
		await save(who.ctx, [textPart(call.keys.long, 'Mitt')]);
		await save(colleague.ctx, [textPart(call.keys.number, '12')]);
		const clash = await save(colleague.ctx, [textPart(call.keys.long, 'Ditt')]);
		expect(clash.conflicts).toMatchObject([
			{ question: call.keys.long, theirs: { value: { text: 'Mitt' }, updatedByName: 'Sam Svarare' } }
		]);
		const own = await accessAnswer(who.ctx, call.slug, call.id, who.organisationId);
		expect(own.parts.map((stored) => stored.value)).toHaveLength(2);
		const again = await save(colleague.ctx, [
			textPart(call.keys.long, 'Ditt', { revision: clash.revisions[call.keys.long]! })
		]);
		expect(again.conflicts).toEqual([]);
	});

	test('what one has not touched is never a conflict, and never puts a colleague’s words back', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		const save = (parts: Parameters<typeof saveAnswer>[4]) =>
			saveAnswer(who.ctx, call.slug, call.id, who.organisationId, parts);
		const empty = (
			await answerFields(db, await accessAnswer(who.ctx, call.slug, call.id, who.organisationId), 'sv')
		)[0]!;
		await save([textPart(call.keys.long, 'Kollegans')]);
		const stale = part(call.keys.long, null, { shown: empty.shown });
		const saved = await save([stale, textPart(call.keys.number, '5')]);
		expect(saved).toMatchObject({ conflicts: [], written: [call.keys.number] });
		const changed = textPart(call.keys.long, 'Min', { shown: empty.shown });
		expect((await save([changed])).conflicts).toHaveLength(1);
		const own = await accessAnswer(who.ctx, call.slug, call.id, who.organisationId);
		expect(own.parts.find((stored) => stored.question === call.keys.long)!.value).toMatchObject({
			text: 'Kollegans'
		});
	});

	test('two who save the same question at the same moment: one is told', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		const tries = ['a', 'b', 'c', 'd'].map((text) =>
			saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [textPart(call.keys.long, text)])
		);
		const saved = await Promise.all(tries);
		expect(saved.filter((draft) => draft.conflicts.length === 0)).toHaveLength(1);
		expect(new Set(saved.map((draft) => draft.answerId)).size).toBe(1);
	});

	test('is sent with a receipt over exactly what was shown, replaced and taken back', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		const first = await sendAnswer(call, who, 'Första');
		expect(first).toMatchObject({ number: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
		await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [
			textPart(call.keys.long, 'Andra', { revision: 1 })
		]);
		const second = await submitNow(call, who);
		expect(second.number).toBe(2);
		expect(second.sha256).not.toBe(first.sha256);
		const rows = await db
			.selectFrom('rfi_submission')
			.select(['number', 'content', 'ended_as', 'sha256'])
			.orderBy('number')
			.where('id', 'in', [first.submissionId, second.submissionId])
			.execute();
		expect(rows[0]).toMatchObject({ content: null, ended_as: 'replaced', sha256: first.sha256 });
		expect(rows[1]!.content).toContain('Andra');
		await withdrawAnswer(who.ctx, call.slug, call.id, who.organisationId);
		await expect(withdrawAnswer(who.ctx, call.slug, call.id, who.organisationId)).rejects.toMatchObject({
			key: 'rfi.error.nothing-sent'
		});
		expect((await submitNow(call, who)).number).toBe(3);
	});

	test('what a colleague changed after the preview is not sent unseen', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [textPart(call.keys.long, 'Sett')]);
		const { fingerprint } = await previewAnswer(who.ctx, call.slug, call.id, who.organisationId);
		await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [
			textPart(call.keys.long, 'Osett', { revision: 1 })
		]);
		const sent = submitAnswer(who.ctx, call.slug, call.id, who.organisationId, {
			fingerprint,
			listed: false
		});
		await expect(sent).rejects.toMatchObject({ key: 'rfi.error.changed-since-preview' });
	});

	test('lacks are said by field, and a secret needs reason and harm', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [
			textPart(call.keys.number, 'tolv', { secret: true }),
			part(call.keys.yesNo, { kind: 'yes-no', yes: false, why: '' })
		]);
		await expect(submitNow(call, who)).rejects.toMatchObject({
			code: 'invalid',
			fields: {
				[`v.${call.keys.long}`]: 'rfi.error.answer-required',
				[`v.${call.keys.number}`]: 'rfi.error.answer-number',
				[`r.${call.keys.number}`]: 'rfi.error.secret-reason',
				[`h.${call.keys.number}`]: 'rfi.error.secret-harm',
				[`v.${call.keys.yesNo}`]: 'rfi.error.answer-why'
			}
		});
	});

	test('who may: members write, representatives of confirmed organisations send', async () => {
		const call = await makeCall(db);
		const member = await makeAnswerer(db, { role: 'member' });
		await expect(sendAnswer(call, member, 'Så')).rejects.toMatchObject({
			code: 'forbidden',
			key: 'rfi.error.members-draft'
		});
		const unclaimed = await makeAnswerer(db, { claimed: false });
		await expect(sendAnswer(call, unclaimed, 'Så')).rejects.toMatchObject({ key: 'rfi.error.unclaimed' });
		const other = await makeAnswerer(db);
		await expect(accessAnswer(other.ctx, call.slug, call.id, member.organisationId)).rejects.toMatchObject({
			code: 'not-found'
		});
		await expect(accessAnswer(visitor(db), call.slug, call.id, member.organisationId)).rejects.toMatchObject({
			code: 'sign-in'
		});
		const owner = call.made.decider.ctx;
		await expect(accessAnswer(owner, call.slug, call.id, call.made.organisation.id)).rejects.toMatchObject({
			key: 'rfi.error.own-call'
		});
		const worker = await makeTeamMember(db, call.made.id, 'editor', {
			member: [{ organisationId: other.organisationId, role: 'representative' }]
		});
		await expect(accessAnswer(worker.ctx, call.slug, call.id, other.organisationId)).rejects.toMatchObject({
			key: 'rfi.error.on-team'
		});
	});

	test('an ended membership closes the door; a substitute gets in on the days lent, and only then', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await sendAnswer(call, who, 'Så');
		const substitute = await makePerson(db, { name: 'Vi Karie' });
		const membership = await db
			.selectFrom('membership')
			.select('id')
			.where('person_id', '=', who.personId)
			.executeTakeFirstOrThrow();
		const lend = (from: string, to: string) =>
			sql`insert into substitution (membership_id, substitute_id, starts_on, ends_on)
				values (${membership.id}, ${substitute.id}, current_date + ${from}::int, current_date + ${to}::int)`.execute(
				db
			);
		await lend('-9', '-2');
		const before = await contextFor(db, substitute.id);
		await expect(accessAnswer(before, call.slug, call.id, who.organisationId)).rejects.toMatchObject({
			code: 'not-found'
		});
		await lend('-1', '1');
		const during = await contextFor(db, substitute.id);
		const own = await accessAnswer(during, call.slug, call.id, who.organisationId);
		expect(own.present!.number).toBe(1);
		await withdrawAnswer(during, call.slug, call.id, who.organisationId);
		await db
			.updateTable('membership')
			.set({ ended_at: new Date() })
			.where('id', '=', membership.id)
			.execute();
		const after = await contextFor(db, who.personId);
		await expect(accessAnswer(after, call.slug, call.id, who.organisationId)).rejects.toMatchObject({
			code: 'not-found'
		});
	});

	test('files are the organisation’s own until the answers are opened, and only those that were sent', async () => {
		const { openFile } = await import('#platform/server/files/index.ts');
		const call = await makeCall(db, { published: false });
		const key = await saveQuestion(call.ctx, call.slug, call.id, null, {
			kind: 'file',
			label: 'Bifoga',
			required: false,
			minutes: 1,
			insights: [],
			revision: 5
		});
		await publishRfi(call.ctx, call.slug, call.id, 6);
		const who = await makeAnswerer(db);
		const upload = async (name: string, revision: number) => {
			const file = new File([`hemligt ${name}`], name);
			await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [
				part(key, undefined as never, { file, revision, value: undefined })
			]);
			const own = await accessAnswer(who.ctx, call.slug, call.id, who.organisationId);
			return (own.parts.find((stored) => stored.question === key)!.value as { file: { id: string } }).file.id;
		};
		const old = await upload('gammal.txt', 0);
		const present = await upload('ny.txt', 1);
		await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [textPart(call.keys.long, 'Se filen')]);
		await submitNow(call, who);
		const may = async (ctx: typeof call.ctx, id: string) => {
			const opened = await openFile(systemContext({ db, actor: ctx.actor }), id);
			await opened?.stream.cancel();
			return opened !== null;
		};
		expect(await may(who.ctx, present)).toBe(true);
		expect(await may(call.ctx, present)).toBe(false);
		await deadlineIn(db, call.id, -1000);
		await closeIfDue(db, call.id);
		expect(await may(call.ctx, present)).toBe(true);
		expect(await may(call.ctx, old)).toBe(false);
		expect(await may(visitor(db), present)).toBe(false);
		const stranger = await makeAnswerer(db);
		expect(await may(stranger.ctx, present)).toBe(false);
		// Another organisation's file cannot be posted as one's own.
		const stolen = part(key, { kind: 'file', file: { id: present, name: 'x', size: 1, sha256: 'x' } });
		const fresh = await makeCall(db);
		await expect(
			saveAnswer(stranger.ctx, fresh.slug, fresh.id, stranger.organisationId, [stolen])
		).resolves.toMatchObject({ revisions: {} });
	});

	test('documents of a call are the team’s until it is published', async () => {
		const { openFile } = await import('#platform/server/files/index.ts');
		const call = await makeCall(db, { published: false });
		const file = new File(['Karta'], 'karta.txt');
		await addDocument(call.ctx, call.slug, call.id, { file, title: 'Karta', revision: 5 });
		const { id } = await db
			.selectFrom('file')
			.select('id')
			.where('subject_id', '=', call.id)
			.executeTakeFirstOrThrow();
		expect(await openFile(visitor(db), id)).toBeNull();
		await publishRfi(call.ctx, call.slug, call.id, 6);
		const opened = await openFile(visitor(db), id);
		await opened!.stream.cancel();
		const page = await readCall(visitor(db), call.slug, call.id);
		expect(page.documents).toMatchObject([{ id, name: 'karta.txt' }]);
	});

	test('the name is listed only as long as the organisation agrees', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await sendAnswer(call, who, 'Så', { listed: true });
		await deadlineIn(db, call.id, -1000);
		await closeIfDue(db, call.id);
		const took = async () => (await rfiKind.organisationsTakingPart(db, [call.made.id])).get(call.made.id);
		expect(await took()).toEqual([who.organisationId]);
		const { answers } = await openAnswers(call.ctx, call.slug, call.id);
		await setListed(who.ctx, answers[0]!.answerId, false);
		expect(await took()).toEqual([]);
		await expect(setListed(call.ctx, answers[0]!.answerId, true)).rejects.toMatchObject({
			code: 'not-found'
		});
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

test('late questions are refused in words, and nothing is asked by visitors or people without organisation', async () => {
	const call = await makeCall(db);
	const who = await makeAnswerer(db);
	const loner = await makePerson(db);
	await expect(askEnquiry(visitor(db), call.slug, call.id, 'Får vi fråga?')).rejects.toMatchObject({
		code: 'sign-in'
	});
	await expect(askEnquiry(loner.ctx, call.slug, call.id, 'Får jag fråga?')).rejects.toMatchObject({
		key: 'rfi.error.no-organisation'
	});
	await askEnquiry(who.ctx, call.slug, call.id, 'Gäller det hela kommunen?');
	await sql`update rfi set questions_until = clock_timestamp() - interval '1 second' where id = ${call.id}`.execute(
		db
	);
	await expect(askEnquiry(who.ctx, call.slug, call.id, 'En till?')).rejects.toMatchObject({
		key: 'rfi.error.question-late'
	});
});

test('export and import give the same', async () => {
	const call = await makeCall(db);
	const other = await makeCall(db, { published: false });
	const before = await rfiKind.exportFrom(db, call.made.id);
	await db.deleteFrom('activity').where('id', '=', other.id).execute();
	await db
		.transaction()
		.execute((tx) =>
			rfiKind.importInto(
				tx,
				other.ctx,
				other.made.id,
				rfiKind.exported.parse(JSON.parse(JSON.stringify(before)))
			)
		);
	expect(await rfiKind.exportFrom(db, other.made.id)).toEqual(before);
});
