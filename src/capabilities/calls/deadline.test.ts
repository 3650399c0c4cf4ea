import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { AppError } from '#platform/errors/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { verifyText } from '#platform/server/signing/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import '../../composition.ts';
import {
	closeIfDue,
	lateReceiptFor,
	myAnswers,
	openAnswers,
	previewAnswer,
	saveAnswer,
	submitAnswer,
	withdrawAnswer
} from './index.ts';
import { lockRfi } from './server/lock.ts';
import {
	deadlineIn,
	makeAnswerer,
	makeCall,
	sendAnswer,
	textPart,
	type MadeAnswerer,
	type MadeCall
} from './testing.ts';

loadMessages();
const { db } = await testDb();

const closingOf = (id: string) =>
	db.selectFrom('rfi_closing').selectAll().where('rfi_id', '=', id).executeTakeFirst();

async function drafted(call: MadeCall): Promise<{ who: MadeAnswerer; fingerprint: string }> {
	const who = await makeAnswerer(db);
	await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [textPart(call.keys.long, 'Så här')]);
	const { fingerprint } = await previewAnswer(who.ctx, call.slug, call.id, who.organisationId);
	return { who, fingerprint };
}
const submit = (call: MadeCall, { who, fingerprint }: Awaited<ReturnType<typeof drafted>>) =>
	submitAnswer(who.ctx, call.slug, call.id, who.organisationId, { fingerprint, listed: false });

describe('the deadline', () => {
	test('one second late is refused with both times; saving and taking back too', async () => {
		const call = await makeCall(db);
		const late = await drafted(call);
		const sent = await makeAnswerer(db);
		await sendAnswer(call, sent, 'I tid');
		await deadlineIn(db, call.id, -1000);
		const refused = await submit(call, late).catch((error: AppError) => error);
		expect(refused).toMatchObject({ code: 'conflict', key: 'rfi.error.answer-late-receipt' });
		const { until, now } = (refused as AppError).params as { until: Date; now: Date };
		expect(+now - +until).toBeGreaterThanOrEqual(1000);
		const { organisationId } = sent;
		await expect(withdrawAnswer(sent.ctx, call.slug, call.id, organisationId)).rejects.toMatchObject({
			code: 'conflict'
		});
		await expect(
			saveAnswer(late.who.ctx, call.slug, call.id, late.who.organisationId, [
				textPart(call.keys.long, 'Sent', { revision: 1 })
			])
		).rejects.toMatchObject({ key: 'rfi.error.answer-late' });
	});

	test('what came too late gets a signed receipt, once, for its own side only', async () => {
		const call = await makeCall(db);
		const late = await drafted(call);
		const nothing = await makeAnswerer(db);
		await deadlineIn(db, call.id, -1000);
		for (let at = 0; at < 2; at++)
			await expect(submit(call, late)).rejects.toMatchObject({ key: 'rfi.error.answer-late-receipt' });
		await expect(submit(call, { who: nothing, fingerprint: late.fingerprint })).rejects.toMatchObject({
			key: 'rfi.error.answer-late-at'
		});
		const [answer] = await myAnswers(late.who.ctx);
		expect(answer).toMatchObject({ submissions: [], refusals: [{}] });
		expect(answer!.refusals).toHaveLength(1);
		const { text } = await lateReceiptFor(late.who.ctx, answer!.refusals[0]!.id);
		const [, body, signature] = /-----BEGIN RECEIPT-----\n(.*)\n-----SIGNATURE-----\n(.*)\n/.exec(text)!;
		const said = JSON.parse(body!) as Record<string, string>;
		expect(verifyText(body!, signature!, said.key!)).toBe(true);
		expect(said).toMatchObject({ kind: 'refusal', version: 1, sha256: late.fingerprint });
		await expect(lateReceiptFor(nothing.ctx, answer!.refusals[0]!.id)).rejects.toMatchObject({
			code: 'not-found'
		});
	});

	test('a microsecond late is late: the comparison is the database’s, not JavaScript’s', async () => {
		const call = await makeCall(db);
		await db.transaction().execute(async (tx) => {
			await sql`update rfi set questions_until = clock_timestamp() - interval '1 hour',
				answers_until = date_trunc('milliseconds', clock_timestamp()) where id = ${call.id}`.execute(tx);
			const locked = await lockRfi(tx, call.id, 'update');
			expect(locked.takesAnswers).toBe(false);
		});
	});

	test('is read after the lock was had: whoever waited past the deadline is late', async () => {
		const call = await makeCall(db);
		const late = await drafted(call);
		await deadlineIn(db, call.id, 400);
		let release = () => {};
		const held = new Promise<void>((resolve) => (release = resolve));
		const holder = db.transaction().execute(async (tx) => {
			await tx.selectFrom('rfi').select('id').where('id', '=', call.id).forUpdate().execute();
			await held;
		});
		await sleep(50);
		const waiting = submit(call, late).catch((error: AppError) => error);
		await sleep(700);
		release();
		await holder;
		expect(await waiting).toMatchObject({ key: 'rfi.error.answer-late-receipt' });
	});

	test('closing waits for whoever is sending, and counts what they send', async () => {
		const call = await makeCall(db);
		const answer = await drafted(call);
		await deadlineIn(db, call.id, 600);
		const { closedFirst, closing } = await closeWhileSending(call, answer, () => closeIfDue(db, call.id));
		expect(closedFirst).toBe(false);
		await closing;
		expect((await closingOf(call.id))!.answers).toBe(1);
	});

	test('negative control: closing without the lock would miss it', async () => {
		const call = await makeCall(db);
		const answer = await drafted(call);
		await deadlineIn(db, call.id, 600);
		const careless = async () => {
			const { rows } = await sql<{ n: number }>`insert into rfi_closing (rfi_id, closed_as, answers)
				select ${call.id}, 'deadline', count(*) from rfi_submission s join rfi_answer a on a.id = s.answer_id
				where a.rfi_id = ${call.id} returning answers as n`.execute(db);
			return rows.length === 1;
		};
		const { closedFirst, closing } = await closeWhileSending(call, answer, careless);
		expect(closedFirst).toBe(true);
		await closing;
		expect((await closingOf(call.id))!.answers).toBe(0);
	});

	test('forty who send around the deadline: each is receipted and opened, or refused', async () => {
		const call = await makeCall(db);
		const answers = await Promise.all(Array.from({ length: 40 }, () => drafted(call)));
		await deadlineIn(db, call.id, 1500);
		const closers = [600, 1490, 1505, 1800].map((ms) => sleep(ms).then(() => closeIfDue(db, call.id)));
		const tries = answers.map((answer, i) => sleep(i * 70).then(() => submit(call, answer)));
		const results = await Promise.allSettled(tries);
		await Promise.all(closers);
		await sleep(50);
		await closeIfDue(db, call.id);
		const { until } = await db
			.selectFrom('rfi')
			.select('answers_until as until')
			.where('id', '=', call.id)
			.executeTakeFirstOrThrow();
		const sent = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
		const refused = results.flatMap((result) =>
			result.status === 'rejected' ? [result.reason as AppError] : []
		);
		expect(sent.length).toBeGreaterThan(0);
		expect(refused.length).toBeGreaterThan(0);
		expect(refused.every((error) => error.key === 'rfi.error.answer-late-receipt')).toBe(true);
		expect(sent.every((receipt) => receipt.at <= until!)).toBe(true);
		const opened = await openAnswers(call.ctx, call.slug, call.id);
		expect(opened.answers.map((answer) => answer.submissionId).sort()).toEqual(
			sent.map((receipt) => receipt.submissionId).sort()
		);
		expect((await closingOf(call.id))!.answers).toBe(sent.length);
	});

	test('closing early does nothing; closing twice closes once', async () => {
		const call = await makeCall(db);
		expect(await closeIfDue(db, call.id)).toBe(false);
		await deadlineIn(db, call.id, -1000);
		expect(await Promise.all([1, 2, 3].map(() => closeIfDue(db, call.id)))).toEqual([true, true, true]);
		const told = await db
			.selectFrom('news')
			.select('id')
			.where('key', '=', 'rfi.news.closed')
			.where('activity_id', '=', call.id)
			.execute();
		expect(told).toHaveLength(1);
	});

	test('reading opens what the job has not yet closed, never before', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await sendAnswer(call, who, 'Så här');
		await expect(openAnswers(call.ctx, call.slug, call.id)).rejects.toMatchObject({
			key: 'rfi.error.not-opened'
		});
		await deadlineIn(db, call.id, -1000);
		expect((await openAnswers(call.ctx, call.slug, call.id)).answers).toHaveLength(1);
	});
});

/** Holds a submission open while the deadline passes and `close` runs; tells whether `close` went first. */
async function closeWhileSending(
	call: MadeCall,
	answer: Awaited<ReturnType<typeof drafted>>,
	close: () => Promise<boolean>
): Promise<{ closedFirst: boolean; closing: Promise<boolean> }> {
	// The organisation's audit chain is locked last in a submission: held here, it keeps the submission open.
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const chain = `organisation:${answer.who.organisationId}`;
	const holder = db.transaction().execute(async (tx) => {
		await sql`insert into audit_chain (id) values (${chain}) on conflict do nothing`.execute(tx);
		await sql`select id from audit_chain where id = ${chain} for update`.execute(tx);
		await held;
	});
	await sleep(30);
	const sending = submit(call, answer);
	await sleep(800);
	let closed = false;
	const closing = close().finally(() => (closed = true));
	await sleep(200);
	const closedFirst = closed;
	release();
	await Promise.all([holder, sending]);
	return { closedFirst, closing };
}

function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
