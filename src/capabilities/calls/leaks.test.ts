import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Context } from '#platform/server/context.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { jobNamed } from '#platform/server/jobs/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import '../../composition.ts';
import {
	accessAnswer,
	addNote,
	answerEnquiry,
	askEnquiry,
	compareAnswers,
	exportCsv,
	exportXlsx,
	findCandidates,
	listCalls,
	listEnquiries,
	myAnswers,
	openAnswers,
	publishSummary,
	readCall,
	receiptFor,
	releaseAnswers,
	rfiKind,
	saveSummary,
	sendFeedback,
	sentText,
	versionsOf,
	workList
} from './index.ts';
import { deadlineIn, makeAnswerer, makeCall, sendAnswer, type MadeCall } from './testing.ts';

loadMessages();
const { db } = await testDb();

const SECRET = 'Vår hemliga metod heter Solrosen 4711';
const REASON = 'Metoden är vår konkurrensfördel';

/** Every table outside the answers themselves, as text: what feeds, mails, dossiers and audit views are made of. */
async function everythingElse(): Promise<string> {
	const tables = [
		'news',
		'dossier_entry',
		'audit_entry',
		'outbox',
		'activity',
		'rfi',
		'rfi_version',
		'rfi_closing',
		'pgboss.job'
	];
	const parts = await Promise.all(
		tables.map((table) =>
			sql<{
				text: string;
			}>`select coalesce(json_agg(t)::text, '') as text from ${sql.table(table)} t`.execute(db)
		)
	);
	return parts.map((part) => part.rows[0]!.text).join('\n');
}

/** All that a page could be made of for somebody: every reading verb, refused or not, as text. */
async function allReadings(ctx: Context, call: MadeCall): Promise<string> {
	const { slug, id } = call;
	const readings = [
		readCall(ctx, slug, id),
		versionsOf(ctx, slug, id),
		listCalls(ctx, {}),
		workList(ctx, slug),
		listEnquiries(ctx, slug, id),
		findCandidates(ctx, slug, id),
		openAnswers(ctx, slug, id),
		compareAnswers(ctx, slug, id),
		exportCsv(ctx, slug, id),
		exportXlsx(ctx, slug, id),
		myAnswers(ctx),
		rfiKind.exportFrom(db, call.made.id),
		rfiKind.chainNotes(db, [call.made.id]).then((notes) => [...notes]),
		rfiKind.figures(db, [call.made.id]).then((found) => [...found]),
		rfiKind.nextSteps(db, [call.made.id]).then((found) => [...found]),
		rfiKind.computeFacts(db, [call.made.id]).then((found) => [...found]),
		rfiKind.organisationsTakingPart(db, [call.made.id]).then((found) => [...found])
	];
	const settled = await Promise.allSettled(readings as Promise<unknown>[]);
	return JSON.stringify(settled, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
}

describe('an answer before the deadline', () => {
	test('shows to nobody but its own organisation: neither words nor that there is one', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db, { name: 'Föreningen Solrosen i Prov' });
		const secret = { secret: true, secretReason: REASON, secretHarm: 'Andra skulle ta efter' };
		const competitor = await makeAnswerer(db);
		const asked = {
			visitor: visitor(db),
			competitor: competitor.ctx,
			owner: call.ctx,
			decider: call.made.decider.ctx
		};
		const before = Object.fromEntries(
			await Promise.all(
				Object.entries(asked).map(async ([name, ctx]) => [name, await allReadings(ctx, call)])
			)
		) as Record<string, string>;
		const receipt = await sendAnswer(call, who, SECRET, { listed: true, rest: secret });
		for (const [name, ctx] of Object.entries(asked)) {
			const after = await allReadings(ctx, call);
			for (const word of [SECRET, REASON, who.name, who.organisationId, receipt.sha256, receipt.submissionId])
				expect(after, `${name} reads ${word}`).not.toContain(word);
			if (name !== 'competitor') expect(after, `${name} sees a difference`).toBe(before[name]);
			await expect(accessAnswer(ctx, call.slug, call.id, who.organisationId)).rejects.toThrow();
			await expect(receiptFor(ctx, receipt.submissionId)).rejects.toThrow();
			await expect(sentText(ctx, receipt.submissionId)).rejects.toThrow();
		}
		const rest = await everythingElse();
		expect(rest).not.toContain(SECRET);
		expect(rest).not.toContain(REASON);
		const chain = await db
			.selectFrom('audit_entry')
			.select('action')
			.where('chain_id', '=', `call:${call.id}`)
			.execute();
		expect(chain.map((entry) => entry.action)).not.toContain('rfi.answer-sent');
		// The same net catches the word where it may be: the test can fail.
		expect(await allReadings(who.ctx, call)).toContain(who.organisationId);
	});

	test('the receipt mail tells the facts and no word of the answer', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		const receipt = await sendAnswer(call, who, SECRET);
		await runMails();
		const mail = await db
			.selectFrom('outbox')
			.selectAll()
			.where('template', '=', 'rfi.receipt')
			.where('body_text', 'like', `%${receipt.sha256}%`)
			.executeTakeFirstOrThrow();
		expect(mail.body_text).toContain('Inskickning nr: 1');
		expect(JSON.stringify(mail)).not.toContain(SECRET);
	});
});

async function runMails(): Promise<void> {
	const { rows } = await sql<{ data: { name: string; data: unknown } }>`
		select data from pgboss.job where name = 'mail' and data->>'name' = 'mail.send' and data->'data'->>'template' like 'rfi.%'`.execute(
		db
	);
	for (const { data } of rows) {
		const job = jobNamed(data.name);
		await job.run(job.schema.parse(data.data), db);
	}
}

describe('an opened answer', () => {
	test('is for the team at work on it; readers, competitors, and team members who answered stay outside', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await sendAnswer(call, who, SECRET);
		await deadlineIn(db, call.id, -1000);
		const officer = await makeTeamMember(db, call.made.id, 'procurement-officer');
		const reader = await makeTeamMember(db, call.made.id, 'reader');
		const both = await makeTeamMember(db, call.made.id, 'evaluator', {
			member: [{ organisationId: who.organisationId }]
		});
		const competitor = await makeAnswerer(db);
		expect(JSON.stringify(await compareAnswers(officer.ctx, call.slug, call.id))).toContain(SECRET);
		await expect(compareAnswers(both.ctx, call.slug, call.id)).rejects.toMatchObject({
			key: 'rfi.error.answered-too'
		});
		for (const ctx of [reader.ctx, competitor.ctx, visitor(db), call.made.decider.ctx]) {
			await expect(compareAnswers(ctx, call.slug, call.id)).rejects.toThrow();
			expect(await allReadings(ctx, call)).not.toContain(SECRET);
		}
	});

	test('the public reads the summary, and who answered only as they agreed', async () => {
		const call = await makeCall(db);
		const named = await makeAnswerer(db, { name: 'Öppna Föreningen Prov' });
		const unnamed = await makeAnswerer(db, { name: 'Tysta Bolaget Prov', sector: 'business' });
		await sendAnswer(call, named, SECRET, { listed: true });
		await sendAnswer(call, unnamed, SECRET);
		await deadlineIn(db, call.id, -1000);
		const draft = {
			heard: 'Vi hörde att tid är viktigare än pengar.',
			changes: 'Vi börjar i förskolan.',
			revision: 1
		};
		await saveSummary(call.ctx, call.slug, call.id, draft);
		await expect(saveSummary(call.ctx, call.slug, call.id, draft)).rejects.toMatchObject({
			code: 'conflict'
		});
		await publishSummary(call.ctx, call.slug, call.id, 2);
		const page = JSON.stringify(await readCall(visitor(db), call.slug, call.id));
		expect(page).toContain('tid är viktigare');
		expect(page).toContain('Öppna Föreningen Prov');
		expect(page).not.toContain('Tysta Bolaget Prov');
		expect(page).not.toContain(SECRET);
		const facts = (await rfiKind.computeFacts(db, [call.made.id])).get(call.made.id);
		expect(facts).toMatchObject({ 'rfi.closed': true, 'rfi.answers': 2, 'rfi.summary-published': true });
		await runMails();
		const thanks = await db
			.selectFrom('outbox')
			.select('recipient')
			.where('template', '=', 'rfi.thanks')
			.execute();
		expect(new Set(thanks.map((mail) => mail.recipient)).size).toBe(2);
	});

	test('notes are the team’s; what is written back reaches the answerer, once', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		await sendAnswer(call, who, SECRET);
		await deadlineIn(db, call.id, -1000);
		const { answers } = await openAnswers(call.ctx, call.slug, call.id);
		const { answerId } = answers[0]!;
		await addNote(call.ctx, call.slug, call.id, answerId, { text: 'Intern tanke', tags: ['lovande'] });
		const back = 'Tack, er tanke om förskolan tar vi med.';
		await sendFeedback(call.ctx, call.slug, call.id, answerId, back);
		await expect(sendFeedback(call.ctx, call.slug, call.id, answerId, back)).rejects.toMatchObject({
			code: 'conflict'
		});
		const mine = JSON.stringify(await myAnswers(who.ctx));
		expect(mine).toContain(back);
		expect(mine).not.toContain('Intern tanke');
		expect((await compareAnswers(call.ctx, call.slug, call.id)).tags).toEqual(['lovande']);
	});

	test('exports hold every answer and no formula', async () => {
		const call = await makeCall(db);
		await sendAnswer(call, await makeAnswerer(db, { name: '=HYPERLINK("x")' }), '+cmd|calc; "citat"\nny rad');
		await deadlineIn(db, call.id, -1000);
		const csv = await new Response((await exportCsv(call.ctx, call.slug, call.id)).stream).text();
		expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
		expect(csv).toContain(`"'+cmd|calc; ""citat""\nny rad"`);
		const { stream } = await exportXlsx(call.ctx, call.slug, call.id);
		const { default: exceljs } = await import('exceljs');
		const book = new exceljs.Workbook();
		await book.xlsx.load((await new Response(stream).arrayBuffer()) as never);
		expect(book.worksheets.map((sheet) => sheet.rowCount)).toEqual([4, 4]);
		expect(book.worksheets[0]!.getCell('B1').formula).toBeUndefined();
		expect(book.worksheets[0]!.getCell('B2').value).toContain('+cmd');
	});
});

describe('who asked', () => {
	test('stands nowhere but in the table that no page of the owner reads', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db, { name: 'Nyfikna Föreningen Prov' });
		const asker = await makePerson(db, {
			name: 'Ask Frågvis',
			email: 'ask.fragvis@example.org',
			member: [{ organisationId: who.organisationId }]
		});
		const enquiryId = await askEnquiry(asker.ctx, call.slug, call.id, 'Gäller det hela länet?');
		const traces = [asker.id, 'Ask Frågvis', 'ask.fragvis@example.org', who.organisationId, who.name];
		const check = async () => {
			const texts = [
				await allReadings(call.ctx, call),
				await allReadings(visitor(db), call),
				await everythingElse()
			];
			for (const trace of traces) for (const text of texts) expect(text).not.toContain(trace);
		};
		await check();
		const answer = {
			enquiryId,
			publicText: 'Gäller det hela länet?',
			answer: 'Ja, hela länet.',
			revision: 1
		};
		await answerEnquiry(call.ctx, call.slug, call.id, answer);
		await expect(answerEnquiry(call.ctx, call.slug, call.id, answer)).rejects.toMatchObject({
			code: 'conflict'
		});
		expect((await readCall(visitor(db), call.slug, call.id)).enquiries).toEqual([]);
		await check();
		expect(await releaseAnswers(call.ctx, call.slug, call.id)).toBe(1);
		expect((await readCall(visitor(db), call.slug, call.id)).enquiries).toHaveLength(1);
		// The asker hears of it by a row for persons; that one is theirs, and no one else reads it.
		const persons = await db
			.selectFrom('news')
			.select('persons')
			.where('audience', '=', 'persons')
			.where('activity_id', '=', call.id)
			.execute();
		expect(persons).toEqual([{ persons: [asker.id] }]);
		await db
			.deleteFrom('news')
			.where('audience', '=', 'persons')
			.where('activity_id', '=', call.id)
			.execute();
		await check();
		const actors = await db
			.selectFrom('audit_entry')
			.select(['action', 'actor'])
			.where('chain_id', '=', `call:${call.id}`)
			.execute();
		expect(actors.find((entry) => entry.action === 'rfi.question-asked')!.actor).toBe('nobody');
	});

	test('all answers of a release come at the same moment', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db);
		const ids = [];
		for (const text of ['Fråga ett?', 'Fråga två?', 'Fråga tre?'])
			ids.push(await askEnquiry(who.ctx, call.slug, call.id, text));
		for (const enquiryId of ids.slice(0, 2)) {
			await answerEnquiry(call.ctx, call.slug, call.id, {
				enquiryId,
				publicText: 'Frågan',
				answer: 'Svaret',
				revision: 1
			});
		}
		await releaseAnswers(call.ctx, call.slug, call.id);
		const { enquiries } = await readCall(visitor(db), call.slug, call.id);
		expect(enquiries).toHaveLength(2);
		expect(new Set(enquiries.map((enquiry) => +enquiry.releasedAt!)).size).toBe(1);
		const dossier = await db
			.selectFrom('dossier_entry')
			.select('id')
			.where('activity_id', '=', call.id)
			.where('kind', '=', 'answer')
			.execute();
		expect(dossier).toHaveLength(2);
	});
});
