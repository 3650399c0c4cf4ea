import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import '../../composition.ts';
import { askEnquiry } from '#capabilities/calls/index.ts';
import { deadlineIn, makeAnswerer, makeCall, sendAnswer } from '#capabilities/calls/testing.ts';
import { closeIfDue } from '#capabilities/calls/index.ts';
import { contextFor, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { makeProcurement, makeTender, type MadeProcurement } from '#capabilities/procurements/testing.ts';
import { code, open, declareAll, scoreAll, DECISION } from '#capabilities/procurements/testing-rounds.ts';
import {
	answerRequest,
	askTenderers,
	decideRound,
	listRequests,
	prepareLetters
} from '#capabilities/procurements/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { queueDailyLists } from './server/digest.ts';
import {
	dailyList,
	endRegistrar,
	myRegisters,
	nameRegistrar,
	periodList,
	registrarsPage,
	setDailyMail
} from './index.ts';

const { db } = await testDb();
beforeAll(() => loadMessages());

const slugOf = (made: MadeProcurement) => made.run.organisation.slug;
const kinds = async (made: MadeProcurement) =>
	(await dailyList(made.run.decider.ctx, slugOf(made), {})).lines.map((line) => line.kind);

describe('the day’s list', () => {
	test('is the same with and without tenders until they are opened, and then tells when they were handed in', async () => {
		const made = await makeProcurement(db);
		const before = await dailyList(made.run.decider.ctx, slugOf(made), {});
		const tender = await makeTender(db, made, { name: 'Tidiga Anbudet' });
		expect(await dailyList(made.run.decider.ctx, slugOf(made), {})).toEqual(before);
		await open(made);
		const { lines } = await dailyList(made.run.decider.ctx, slugOf(made), {});
		const line = lines.find((one) => one.kind === 'tender')!;
		const opened = await sql<{ at: Date; handed: Date }>`
			select o.opened_at as at, s.received_at as handed from opening o
			join opened_tender ot on ot.opening_id = o.id join tender_submission s on s.id = ot.submission_id
			where ot.tender_id = ${tender.tenderId}`.execute(db);
		expect(line).toMatchObject({
			direction: 'in',
			party: 'Tidiga Anbudet',
			secrecy: 'absolute',
			mayOpen: true
		});
		expect(line.at).toEqual(opened.rows[0]!.at);
		expect(line.handedIn).toEqual(opened.rows[0]!.handed);
		expect(lines.map((one) => one.kind)).toContain('opening-list');
	});

	test('has what was asked and answered in writing, as secret as the tender itself', async () => {
		const made = await makeProcurement(db);
		const tender = await makeTender(db, made, { name: 'Den Tillfrågade' });
		await open(made);
		await declareAll(made);
		await askTenderers(made.officer.ctx, made.round, {
			kind: 'clarify',
			tenderIds: [tender.tenderId],
			question: 'Vad menar ni med kväll?',
			reason: 'Det går att förstå på två sätt.',
			ground: 'LOU 4 kap. 9 §',
			answerUntil: '2099-01-01T12:00'
		});
		const [asked] = (await listRequests(made.officer.ctx, made.round)).requests;
		const answer = { body: 'Efter klockan sex.' };
		await answerRequest(tender.representative.ctx, tender.tenderId, asked!.id, answer, []);
		const { lines } = await dailyList(made.run.decider.ctx, slugOf(made), {});
		const noted = lines.filter((line) => line.kind.startsWith('tender-'));
		expect(noted.map((line) => `${line.kind} ${line.direction} ${line.secrecy} ${line.party}`)).toEqual([
			'tender-question out absolute Den Tillfrågade',
			'tender-answer in absolute Den Tillfrågade'
		]);
	});

	test('has decision and letters once the round is decided, and absolute secrecy is over', async () => {
		const made = await makeProcurement(db);
		const tender = await makeTender(db, made, { name: 'Vinnaren' });
		await open(made);
		await declareAll(made);
		await scoreAll(made, { [tender.tenderId]: [4, 3] });
		await prepareLetters(made.officer.ctx, made.round);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		const { lines } = await dailyList(made.run.decider.ctx, slugOf(made), {});
		expect(lines.filter((line) => line.secrecy)).toEqual([]);
		expect(lines.find((line) => line.kind === 'award-decision')).toMatchObject({ diary: 'KS 2026/44' });
		expect(lines.find((line) => line.kind === 'decision-letter')).toMatchObject({
			party: 'Vinnaren',
			direction: 'out'
		});
		expect(await kinds(made)).toEqual(
			expect.arrayContaining(['procurement-published', 'tender', 'opening-list', 'evaluation'])
		);
	});

	test('has answers to an RFI when it has closed, and questions without who asked', async () => {
		const call = await makeCall(db);
		const who = await makeAnswerer(db, { name: 'Svarande Föreningen' });
		await askEnquiry(who.ctx, call.slug, call.id, 'Får man vara två om ett svar?');
		await sendAnswer(call, who, 'Vårt svar', {
			rest: { secret: true, secretReason: 'Metoden', secretHarm: 'Skada' }
		});
		const slug = call.made.organisation.slug;
		const list = async () => (await dailyList(call.made.decider.ctx, slug, {})).lines;
		expect(JSON.stringify(await list())).not.toContain('Svarande');
		expect((await list()).find((line) => line.kind === 'rfi-question')).toMatchObject({ party: null });
		await deadlineIn(db, call.id, -1000);
		await closeIfDue(db, call.id);
		expect((await list()).find((line) => line.kind === 'rfi-answer')).toMatchObject({
			party: 'Svarande Föreningen',
			secrecy: 'wish'
		});
	});

	test('goes by Swedish days, and a period of at most a year is one file', async () => {
		const made = await makeProcurement(db);
		await sql`update procurement_publication set published_at = '2026-03-01 23:30:00+00'
			where procurement_id = ${made.ref.id}`.execute(db);
		const ctx = made.run.decider.ctx;
		expect((await dailyList(ctx, slugOf(made), { day: '2026-03-01' })).total).toBe(0);
		expect((await dailyList(ctx, slugOf(made), { day: '2026-03-02' })).total).toBe(1);
		const year = { from: '2026-01-01', to: '2026-12-31' };
		expect((await periodList(ctx, slugOf(made), year)).lines.length).toBeGreaterThan(0);
		expect(await code(periodList(ctx, slugOf(made), { from: '2024-01-01', to: '2026-12-31' }))).toMatch(
			/^invalid/
		);
	});
});

describe('who keeps the register', () => {
	test('is named by whoever decides; nobody else sees it, coordinators and officers neither', async () => {
		const made = await makeProcurement(db);
		const slug = slugOf(made);
		for (const ctx of [
			made.officer.ctx,
			made.opener.ctx,
			made.run.coordinator.ctx,
			(await makePerson(db)).ctx
		])
			await expect(dailyList(ctx, slug, {})).rejects.toMatchObject({ code: 'forbidden' });
		await expect(dailyList(visitor(db), slug, {})).rejects.toMatchObject({ code: 'sign-in' });
		const member = await makePerson(db, {
			name: 'Rut Registrator',
			member: [{ organisationId: made.run.organisation.id }]
		});
		expect(await code(nameRegistrar(made.run.coordinator.ctx, slug, { personId: member.id }))).toMatch(
			/^forbidden/
		);
		const outsider = await makePerson(db);
		expect(await code(nameRegistrar(made.run.decider.ctx, slug, { personId: outsider.id }))).toMatch(
			/^not-found/
		);
		await nameRegistrar(made.run.decider.ctx, slug, { personId: member.id });
		await makeTender(db, made);
		await open(made);
		const { lines } = await dailyList(member.ctx, slug, {});
		// They know that it is there, and cannot open it.
		expect(lines.find((line) => line.kind === 'tender')).toMatchObject({ mayOpen: false });
		expect(await myRegisters(member.ctx)).toHaveLength(1);
		await sql`update membership set ended_at = now() where person_id = ${member.id}`.execute(db);
		const left = await contextFor(db, member.id);
		await expect(dailyList(left, slug, {})).rejects.toMatchObject({ code: 'forbidden' });
	});

	test('may have yesterday’s list by mail, without what is under absolute secrecy', async () => {
		const made = await makeProcurement(db);
		const slug = slugOf(made);
		const member = await makePerson(db, { member: [{ organisationId: made.run.organisation.id }] });
		await nameRegistrar(made.run.decider.ctx, slug, { personId: member.id });
		await makeTender(db, made);
		await open(made);
		await sql`update opening set opened_at = now() - interval '1 day'`.execute(db);
		await setDailyMail(member.ctx, slug, true);
		expect(await queueDailyLists(db)).toBe(0);
		await sql`update procurement_publication set published_at = now() - interval '1 day'
			where procurement_id = ${made.ref.id}`.execute(db);
		expect(await queueDailyLists(db)).toBe(1);
		const { registrars } = await registrarsPage(made.run.decider.ctx, slug);
		await endRegistrar(made.run.decider.ctx, slug, { registrarId: registrars[0]!.id });
		expect(await queueDailyLists(db)).toBe(0);
	});
});
