import { expect, test } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import {
	addComment,
	commentsOn,
	defineCommentSubject,
	deleteComment,
	editComment,
	moderateComment,
	reportComment
} from './index.ts';

const { db } = await testDb();
const moderator = await makePerson(db);
const SUBJECT = { kind: 'thing', id: '00000000-0000-4000-8000-000000000001' };
defineCommentSubject('thing', async (ctx) => ({
	initiativeId: null,
	title: { o: 'sv', v: 1, t: { sv: 'Sak' } },
	path: '/thing',
	mayModerate: ctx.actor.personId === moderator.id
}));
const seenBy = async (ctx = visitor(db)) =>
	(await commentsOn(ctx, SUBJECT.kind, SUBJECT.id)).map((comment) => comment.body);

test('the first comment of a new account waits, the second does not', async () => {
	const author = await makePerson(db);
	const first = await addComment(author.ctx, SUBJECT, 'Första');
	expect(first.held).toBe(true);
	expect(await seenBy()).toEqual([]);
	expect(await seenBy(author.ctx)).toEqual(['Första']);
	await moderateComment(moderator.ctx, { commentId: first.id, act: 'release' });
	expect(await seenBy()).toEqual(['Första']);
	expect((await addComment(author.ctx, SUBJECT, 'Andra')).held).toBe(false);
	await deleteComment(author.ctx, first.id);
	expect(await seenBy()).toEqual(['Andra']);
});

test('hiding needs a reason and the right, takes the words, and can be undone', async () => {
	const { id } = await addComment(moderator.ctx, SUBJECT, 'Olämpligt');
	const stranger = await makePerson(db);
	await expect(
		moderateComment(stranger.ctx, { commentId: id, act: 'hide', reason: 'Nej' })
	).rejects.toMatchObject({ code: 'forbidden' });
	await expect(moderateComment(moderator.ctx, { commentId: id, act: 'hide' })).rejects.toMatchObject({
		code: 'invalid'
	});
	await moderateComment(moderator.ctx, { commentId: id, act: 'hide', reason: 'Röjer en person' });
	expect(await seenBy()).not.toContain('Olämpligt');
	await expect(reportComment(visitor(db), id, 'Den är dold')).rejects.toMatchObject({ code: 'not-found' });
	await moderateComment(moderator.ctx, { commentId: id, act: 'restore' });
	expect(await seenBy()).toContain('Olämpligt');
});

test('one edits one’s own words, for ten minutes', async () => {
	const { id } = await addComment(moderator.ctx, SUBJECT, 'Felstavt');
	const stranger = await makePerson(db);
	await expect(editComment(stranger.ctx, { commentId: id, body: 'Mitt' })).rejects.toMatchObject({
		code: 'forbidden'
	});
	await editComment(moderator.ctx, { commentId: id, body: 'Rättstavat' });
	await db
		.updateTable('comment')
		.set({ created_at: new Date(Date.now() - 11 * 60_000) })
		.where('id', '=', id)
		.execute();
	await expect(editComment(moderator.ctx, { commentId: id, body: 'Sent' })).rejects.toMatchObject({
		key: 'comments.error.too-late'
	});
});

test('anybody may report, but not without end', async () => {
	const { id } = await addComment(moderator.ctx, SUBJECT, 'Något');
	for (let n = 0; n < 5; n++) await reportComment(visitor(db), id, `Skäl ${n}`);
	await expect(reportComment(visitor(db), id, 'Ett till')).rejects.toMatchObject({ code: 'rate-limited' });
	await expect(addComment(visitor(db), SUBJECT, 'Hej')).rejects.toMatchObject({ code: 'sign-in' });
});
