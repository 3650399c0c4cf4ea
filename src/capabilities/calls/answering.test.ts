import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { systemContext } from '#platform/server/context.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { verifyText } from '#platform/server/signing/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { contextFor, makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import '../../composition.ts';
import {
	accessAnswer,
	addDocument,
	answerFields,
	askEnquiry,
	closeIfDue,
	openAnswers,
	publishRfi,
	readCall,
	rfiKind,
	saveAnswer,
	saveQuestion,
	setListed,
	submitAnswer,
	withdrawAnswer,
	previewAnswer,
	receiptTextFor
} from './index.ts';
import { deadlineIn, makeAnswerer, makeCall, part, sendAnswer, submitNow, textPart } from './testing.ts';

loadMessages();

const { db } = await testDb();

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
		const texts = await Promise.all(
			[first, second].map(({ submissionId }) => receiptTextFor(who.ctx, submissionId))
		);
		const signed = texts.map((text) =>
			/-----BEGIN RECEIPT-----\n(.*)\n-----SIGNATURE-----\n(.*)\n/.exec(text)!
		);
		const said = signed.map(([, body]) => JSON.parse(body!) as Record<string, string>);
		expect(said[0]).toMatchObject({ kind: 'submission', number: 1, sha256: first.sha256, previous: null });
		expect(said[1]).toMatchObject({ kind: 'withdrawal', number: 3, sha256: second.sha256 });
		for (const [at, [, body, signature]] of signed.entries())
			expect(verifyText(body!, signature!, said[at]!.key!)).toBe(true);
		// Names of persons stay out of what is signed.
		expect(signed[0]![1]).not.toContain(who.ctx.actor.name);
		const stranger = await makeAnswerer(db);
		await expect(receiptTextFor(stranger.ctx, first.submissionId)).rejects.toMatchObject({
			code: 'not-found'
		});
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
