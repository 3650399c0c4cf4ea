import { describe, expect, test } from 'vitest';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import '../../composition.ts';
import {
	createRfi,
	discardRfi,
	moveQuestion,
	pickFromBank,
	publishRfi,
	readCall,
	rfiKind,
	saveQuestion,
	setDeadlines
} from './index.ts';
import { makeCall } from './testing.ts';

loadMessages();

const { db } = await testDb();

const revisionOf = async (id: string) =>
	(await db.selectFrom('rfi').select('revision').where('id', '=', id).executeTakeFirstOrThrow()).revision;

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
