import '../../composition.ts';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import type { Context } from '#platform/server/context.ts';
import { openDb } from '#platform/server/db/index.ts';
import { PAGES_ROLE } from '#platform/server/db/pages-role.ts';
import { openFile } from '#platform/server/files/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { unlocked } from '#platform/server/testing/unlocked.ts';
import { declareConflict } from './server/conflicts.ts';
import { decideRound, proposedRanking } from './server/decision.ts';
import { checksOf } from './server/checks-read.ts';
import { freezeChecks, saveCheck } from './server/checks.ts';
import { freezeScores } from './server/consensus.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { tenderPage } from './server/my.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { answerRequest, ownRequest } from './server/request-answers.ts';
import { askTenderers, listRequests, readRequest } from './server/requests.ts';
import { saveScores } from './server/scoring.ts';
import { contentOf, deliver, makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, DECISION, declareAll, entries, FREEZE, open, scoreAll } from './testing-rounds.ts';
import { checkRefusal, freezeOutcome, type CheckState } from './written-rules.ts';
import type { RequestInput } from './written-form.ts';

const { db, url } = await testDb();
const pages = openDb(url, 4, PAGES_ROLE);
afterAll(() => pages.destroy());
loadMessages();

const STATE: CheckState = {
	kind: 'exclusion',
	mandatory: false,
	declared: true,
	waiting: false,
	answered: false,
	heard: false
};

describe('a finding', () => {
	it.each([
		[{}, 'met', null],
		[{}, 'not-met', 'written.refuse.hearing'],
		[{ heard: true }, 'not-met', null],
		[{ heard: true, waiting: true }, 'not-met', 'written.refuse.waiting'],
		[{ waiting: true }, 'met', 'written.refuse.waiting'],
		[{ declared: false }, 'met', 'written.refuse.undeclared'],
		[{ declared: false, answered: true }, 'met', null],
		[{ kind: 'qualification', mandatory: true }, 'not-met', 'written.refuse.hearing'],
		[{ kind: 'qualification', mandatory: false }, 'not-met', null]
	] as [Partial<CheckState>, 'met' | 'not-met', string | null][])(
		'with %j that it is %s answers %s',
		(change, result, refusal) => {
			expect(checkRefusal({ ...STATE, ...change }, result)).toBe(refusal);
		}
	);

	it.each([
		[[{ result: 'met' }], null, null],
		[[{ result: null }], 'written.refuse.checks-lacking', null],
		[[{ result: 'supplement' }], 'written.refuse.checks-lacking', null],
		[[{ result: 'met', waiting: true }], 'written.refuse.waiting', null],
		[[{ result: 'not-met' }, { result: 'met' }], null, 'written.fault.excluded'],
		[[{ result: 'not-met', kind: 'qualification', mandatory: true }], null, 'written.fault.unqualified'],
		[[{ result: 'not-met', kind: 'qualification' }], null, null],
		[[{ result: null, declared: false }, { result: null }], null, 'written.fault.declaration'],
		[[{ result: 'not-met', declared: false }], null, 'written.fault.excluded'],
		[[{ result: 'met', declared: false, answered: true }], null, null]
	] as [Partial<Parameters<typeof freezeOutcome>[0][number]>[], string | null, string | null][])(
		'settles %j as %s, %s',
		(states, refusal, fault) => {
			expect(freezeOutcome(states.map((one) => ({ ...STATE, result: null, ...one })))).toEqual({
				refusal,
				fault
			});
		}
	);
});

const MET = { result: 'met' as const, reason: 'Kontrollerat hos Skatteverket.' };
const NOT = { result: 'not-met' as const, reason: 'Domen är från i våras och inget är gjort.' };

const request = (change: Partial<RequestInput> & Pick<RequestInput, 'tenderIds'>): RequestInput => ({
	kind: 'supplement',
	question: 'Vi saknar ett intyg. Skicka det.',
	reason: 'Anbudet säger inget om det.',
	ground: 'LOU 4 kap. 9 §',
	answerUntil: '2099-01-01T12:00',
	othersReason: 'De andra har lämnat intyget.',
	...change
});

const passTime = (requestId: string) =>
	sql`update tender_request set answer_until = clock_timestamp() - interval '1 second'
		where id = ${requestId}`.execute(db);

/** Two opened tenders, with everybody's declarations of no conflict. */
async function opened(options: { silent?: boolean } = {}) {
	const made = await makeProcurement(db, { conditions: true });
	const alfa = await makeTender(db, made, { name: `Alfa ${made.ref.id.slice(0, 4)}` });
	const beta = await makeTender(db, made, { name: `Beta ${made.ref.id.slice(0, 4)}`, submitted: false });
	const content = contentOf(made, beta);
	await deliver(
		beta.representative.ctx,
		beta.tenderId,
		options.silent ? { ...content, declarations: {} } : content
	);
	await open(made);
	await declareAll(made);
	return { made, alfa, beta, officer: { ...made.officer.ctx, db: pages } };
}

const lastRequest = async (ctx: Context, made: MadeProcurement) =>
	(await listRequests(ctx, made.round)).requests.at(-1)!;

async function find(made: MadeProcurement, tenderId: string, input = MET, ctx = made.officer.ctx) {
	for (const conditionId of made.conditions)
		await saveCheck(ctx, made.round, tenderId, { ...input, conditionId });
}

describe('the check of who may take part', () => {
	it('hears first, is closed before any price, and keeps whoever is out in the record', async () => {
		const { made, alfa, beta, officer } = await opened();
		const [crime] = made.conditions;
		const finding = { ...NOT, conditionId: crime! };
		await find(made, alfa.tenderId);
		expect(await code(saveCheck(officer, made.round, beta.tenderId, finding))).toBe(
			'conflict written.refuse.hearing'
		);
		const hear = request({ kind: 'hearing', tenderIds: [beta.tenderId], conditionId: crime });
		await askTenderers(officer, made.round, hear);
		expect(await code(saveCheck(officer, made.round, beta.tenderId, finding))).toBe(
			'conflict written.refuse.waiting'
		);
		await passTime((await lastRequest(officer, made)).id);
		await find(made, beta.tenderId);
		const seen = (await checksOf(officer, made.round)).checked.find((one) => one.id === beta.tenderId)!;
		const [first] = seen.findings.filter((one) => one.conditionId === crime);
		await saveCheck(officer, made.round, beta.tenderId, { ...finding, seen: first!.id });
		expect(await code(freezeScores(officer, made.round, FREEZE))).toBe('conflict written.refuse.not-checked');
		await freezeChecks(officer, made.round, { confirm: true });
		const again = saveCheck(officer, made.round, alfa.tenderId, { ...finding });
		expect(await code(again)).toBe('conflict written.refuse.checked');
		const { tenders, refused } = await tendersWithDoors(officer, made.round);
		expect([tenders.map((one) => one.id), refused.map((one) => one.fault)]).toEqual([
			[alfa.tenderId],
			['written.fault.excluded']
		]);
		const scored = saveScores(made.evaluators[0].ctx, made.round, beta.tenderId, entries(made, [3, 3]));
		expect(await code(scored)).toMatch(/^not-found/);
		expect((await readTender(officer, made.round, beta.tenderId)).tender.solution.name).toContain('Beta');
		const told = (await tenderPage(beta.member.ctx, beta.tenderId)).refusal!;
		expect([told.fault, told.reasons.length]).toEqual(['written.fault.excluded', 1]);
		expect(told.reasons[0]).toContain('LOU 13 kap. 1 §');
		expect(told.reasons[0]).toContain(NOT.reason);
		await scoreAll(made, { [alfa.tenderId]: [3, 3] });
		expect((await proposedRanking(officer, made.round)).rows).toHaveLength(1);
		await prepareLetters(officer, made.round);
		const { letters } = await lettersOf(officer, made.round);
		expect(letters.find((one) => one.tenderId === beta.tenderId)!.reasons).toContain(NOT.reason);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		expect((await tenderPage(beta.member.ctx, beta.tenderId)).letter!.reasons).toContain(NOT.reason);
	});

	it('asks for what was not declared; whoever stays silent is out when it is closed', async () => {
		for (const answers of [true, false]) {
			const { made, alfa, beta, officer } = await opened({ silent: true });
			await find(made, alfa.tenderId);
			const [conditionId] = made.conditions;
			expect(
				await code(saveCheck(officer, made.round, beta.tenderId, { ...MET, conditionId: conditionId! }))
			).toBe('conflict written.refuse.undeclared');
			for (const id of made.conditions) {
				await askTenderers(officer, made.round, request({ tenderIds: [beta.tenderId], conditionId: id }));
				const asked = await lastRequest(officer, made);
				if (answers)
					await answerRequest(beta.representative.ctx, beta.tenderId, asked.id, { body: 'Det stämmer.' }, []);
				else await passTime(asked.id);
			}
			const { checked } = await checksOf(officer, made.round);
			const { findings } = checked.find((one) => one.id === beta.tenderId)!;
			expect(findings.map((one) => one.result)).toEqual(Array(3).fill('supplement'));
			if (answers)
				for (const { id, conditionId: about } of findings)
					await saveCheck(officer, made.round, beta.tenderId, { ...MET, conditionId: about, seen: id });
			await freezeChecks(officer, made.round, { confirm: true });
			const { tenders, refused } = await tendersWithDoors(officer, made.round);
			expect(tenders).toHaveLength(answers ? 2 : 1);
			expect(refused.map((one) => one.fault)).toEqual(answers ? [] : ['written.fault.declaration']);
		}
	});

	it('is shut by a conflict, also in one that is out, and to everybody who is not assigned', async () => {
		const { made, alfa, beta, officer } = await opened();
		const weak = await makeTeamMember(db, made.run.id, 'procurement-officer', { secondFactor: false });
		for (const tenderId of [alfa.tenderId, beta.tenderId])
			await declareConflict(weak.ctx, made.round, { tenderId, conflict: 'no' });
		const finding = { ...MET, conditionId: made.conditions[0]! };
		expect(await code(saveCheck(weak.ctx, made.round, beta.tenderId, finding))).toMatch(/^second-factor/);
		expect(await code(freezeChecks(weak.ctx, made.round, { confirm: true }))).toMatch(/^second-factor/);
		const [bea, bo] = made.evaluators;
		expect(await code(saveCheck(bo.ctx, made.round, beta.tenderId, finding))).toMatch(/^forbidden/);
		expect(await code(askTenderers(bo.ctx, made.round, request({ tenderIds: [beta.tenderId] })))).toMatch(
			/^forbidden/
		);
		await askTenderers(officer, made.round, request({ tenderIds: [beta.tenderId] }));
		const { id } = await lastRequest(officer, made);
		const file = new File(['Intyg'], 'intyg.txt');
		await answerRequest(beta.representative.ctx, beta.tenderId, id, { body: 'Här är det.' }, [file]);
		const { answer } = await readRequest(bo.ctx, made.round, id);
		expect(answer).toMatchObject({ body: 'Här är det.', files: [{ name: 'intyg.txt' }] });
		const reads = (ctx: Context) => openFile(ctx, answer!.files[0]!.id).then((found) => found !== null);
		expect(await reads(bo.ctx)).toBe(true);
		expect(await reads(beta.member.ctx)).toBe(true);
		await declareConflict(bea.ctx, made.round, {
			tenderId: beta.tenderId,
			conflict: 'yes',
			reason: 'Min bror arbetar där.'
		});
		expect((await checksOf(bea.ctx, made.round)).checked.map((one) => one.id)).toEqual([alfa.tenderId]);
		expect((await listRequests(bea.ctx, made.round)).requests).toEqual([]);
		expect(await code(readRequest(bea.ctx, made.round, id))).toBe('forbidden procurement.refuse.conflict');
		expect(await reads(bea.ctx)).toBe(false);
		const admin = await makePerson(db, { platform: ['administrator'] });
		const strangers = [
			made.run.coordinator.ctx,
			made.opener.ctx,
			alfa.representative.ctx,
			admin.ctx,
			visitor(db)
		];
		for (const ctx of strangers) {
			expect(await code(checksOf(ctx, made.round))).toMatch(/^(forbidden|not-found|sign-in)/);
			expect(await code(readRequest(ctx, made.round, id))).toMatch(/^(forbidden|not-found|sign-in)/);
			expect(await code(ownRequest(ctx, beta.tenderId, id))).toMatch(/^(not-found|sign-in)/);
			expect(await reads(ctx)).toBe(false);
		}
		// Not through the rival's own tender either.
		expect(await code(ownRequest(alfa.representative.ctx, alfa.tenderId, id))).toMatch(/^not-found/);
		// Out, the conflict shuts it as before.
		await find(made, alfa.tenderId);
		for (const [at, conditionId] of made.conditions.entries()) {
			await askTenderers(
				officer,
				made.round,
				request({ kind: 'hearing', tenderIds: [beta.tenderId], conditionId })
			);
			await passTime((await lastRequest(officer, made)).id);
			await saveCheck(officer, made.round, beta.tenderId, { ...(at === 0 ? NOT : MET), conditionId });
		}
		await freezeChecks(officer, made.round, { confirm: true });
		expect(await code(readTender(bea.ctx, made.round, beta.tenderId))).toBe(
			'forbidden procurement.refuse.conflict'
		);
		expect((await lettersOf(bea.ctx, made.round)).faulty).toMatchObject([{ id: beta.tenderId, fault: null }]);
	});

	it('lets one of two who decide at once through; unlocked, both would be written', async () => {
		const { made, alfa, officer } = await opened();
		const other = await makeTeamMember(db, made.run.id, 'procurement-officer');
		for (const { id } of (await tendersWithDoors(other.ctx, made.round)).tenders)
			await declareConflict(other.ctx, made.round, { tenderId: id, conflict: 'no' });
		const finding = { ...MET, conditionId: made.conditions[0]! };
		const outcomes = await Promise.all(
			// As pages ask: under their own role.
			[officer, other.ctx].map((ctx) =>
				code(saveCheck({ ...ctx, db: pages }, made.round, alfa.tenderId, finding))
			)
		);
		expect(outcomes.toSorted()).toEqual(['conflict written.refuse.checked-by-other', 'done']);
		// Without the lock both find nothing, and both write.
		const bare = unlocked(url, 'insert into "condition_check"');
		const second = { ...finding, conditionId: made.conditions[1]! };
		const both = await Promise.all(
			[officer, other.ctx].map((ctx) =>
				code(saveCheck({ ...ctx, db: bare }, made.round, alfa.tenderId, second))
			)
		);
		await bare.destroy();
		expect(both).toEqual(['done', 'done']);
		const { checked } = await checksOf(officer, made.round);
		const { findings } = checked.find((one) => one.id === alfa.tenderId)!;
		expect(findings.map((one) => made.conditions.indexOf(one.conditionId)).toSorted()).toEqual([0, 1, 1]);
	});

	it('warns where somebody behind a tender was given the like within three years, by the same buyer', async () => {
		const { made, alfa, beta, officer } = await opened();
		const before = await makeProcurement(db);
		await makeTender(db, before, { organisation: alfa.organisation });
		await open(before);
		await declareAll(before);
		const { id } = (await tendersWithDoors(before.officer.ctx, before.round)).tenders[0]!;
		await scoreAll(before, { [id]: [3, 3] });
		await prepareLetters(before.officer.ctx, before.round);
		await decideRound(before.run.decider.ctx, before.round, DECISION);
		const warned = async () =>
			(await checksOf(officer, made.round)).checked.map((one) => [
				one.id === beta.tenderId,
				one.earlier.length
			]);
		const reserve = (ids: string[]) =>
			db.updateTable('procurement').set({ reserved: 'services' }).where('id', 'in', ids).execute();
		await reserve([made.ref.id, before.ref.id]);
		// Another buyer's is another matter.
		expect((await warned()).map(([, count]) => count)).toEqual([0, 0]);
		await db
			.updateTable('initiative')
			.set({ organisation_id: made.run.organisation.id })
			.where('id', '=', before.run.id)
			.execute();
		expect((await warned()).find(([isBeta]) => !isBeta)).toEqual([false, 1]);
		expect((await warned()).find(([isBeta]) => isBeta)).toEqual([true, 0]);
		await sql`update award_decision set decided_at = now() - interval '3 years 1 day'
			where round_id in (select id from procurement_round where procurement_id = ${before.ref.id})`.execute(db);
		expect((await warned()).map(([, count]) => count)).toEqual([0, 0]);
	});

	it('cannot be closed with nobody, twice, or while something is not found', async () => {
		const made = await makeProcurement(db, { conditions: true });
		await open(made);
		const officer = made.officer.ctx;
		expect((await checksOf(officer, made.round)).checked).toEqual([]);
		expect(await code(freezeChecks(officer, made.round, { confirm: true }))).toBe(
			'conflict procurement.refuse.no-tenders'
		);
		const two = await opened();
		expect(await code(freezeChecks(two.officer, two.made.round, { confirm: true }))).toBe(
			'conflict written.refuse.checks-lacking'
		);
		await find(two.made, two.alfa.tenderId);
		await find(two.made, two.beta.tenderId);
		const both = await Promise.all(
			[0, 1].map(() => code(freezeChecks(two.officer, two.made.round, { confirm: true })))
		);
		expect(both.toSorted()).toEqual(['conflict written.refuse.checked', 'done']);
	});
});

describe('a written question', () => {
	it('goes to several at once in the same words, and needs a reason where others are left out', async () => {
		const { made, alfa, beta, officer } = await opened();
		const alone = request({ tenderIds: [beta.tenderId], othersReason: undefined });
		expect(await code(askTenderers(officer, made.round, alone))).toBe('invalid written.refuse.others');
		const past = request({ tenderIds: [beta.tenderId], answerUntil: '2020-01-01T12:00' });
		expect(await code(askTenderers(officer, made.round, past))).toBe('invalid written.refuse.until');
		expect(
			await code(askTenderers(officer, made.round, request({ kind: 'low', tenderIds: [beta.tenderId] })))
		).toBe('conflict procurement.refuse.not-frozen');
		const both = request({
			kind: 'clarify',
			tenderIds: [beta.tenderId, alfa.tenderId],
			othersReason: undefined
		});
		await askTenderers(officer, made.round, both);
		const { requests } = await listRequests(officer, made.round);
		expect(requests.map((one) => one.question)).toEqual([both.question, both.question]);
		expect(new Set(requests.map((one) => one.batch)).size).toBe(1);
		const { rows } = await sql<{
			n: number;
		}>`select count(distinct data->'data'->'data'->>'tenderId')::int as n
			from pgboss.job where name = 'mail' and data->'data'->'data'->>'what' = 'asked'
			and data->'data'->'data'->>'tenderId' in (${alfa.tenderId}, ${beta.tenderId})`.execute(db);
		expect(rows[0]!.n).toBe(2);
		// Nobody is asked before there is anything to ask about.
		const closed = await makeProcurement(db, { conditions: true });
		expect(await code(askTenderers(closed.officer.ctx, closed.round, both))).toMatch(/^(not-found|conflict)/);
	});

	it('is answered once, in time, by whoever may act for the organisation, and receipted either way', async () => {
		const { made, beta, officer } = await opened();
		await askTenderers(officer, made.round, request({ tenderIds: [beta.tenderId] }));
		await askTenderers(officer, made.round, request({ tenderIds: [beta.tenderId] }));
		const [one, two] = (await listRequests(officer, made.round)).requests;
		const answer = (id: string, ctx = beta.representative.ctx) =>
			answerRequest(ctx, beta.tenderId, id, { body: 'Här är intyget.' }, [new File(['Intyg'], 'intyg.txt')]);
		expect(await code(answer(one!.id, beta.member.ctx))).toBe('forbidden procurement.refuse.representative');
		const twice = await Promise.all([code(answer(one!.id)), code(answer(one!.id))]);
		expect(twice.toSorted()).toEqual(['conflict written.refuse.answered', 'done']);
		await passTime(two!.id);
		for (let n = 0; n < 2; n++) expect(await code(answer(two!.id))).toBe('conflict written.refuse.late');
		const { receipts, requests } = await tenderPage(beta.member.ctx, beta.tenderId);
		expect(receipts.map((receipt) => receipt.kind)).toEqual(['late-answer', 'answer', 'submission']);
		expect(JSON.parse(receipts[1]!.body)).toMatchObject({
			request: one!.id,
			bytes: 22
		});
		// Why others were not asked is not for a rival to read.
		expect(requests.map((row) => row.othersReason)).toEqual([null, null]);
		expect((await ownRequest(beta.member.ctx, beta.tenderId, one!.id)).request.othersReason).toBeNull();
		expect(requests.map((row) => [row.answeredAt !== null, row.over])).toEqual([
			[true, false],
			[false, true]
		]);
		const { rows } = await sql<{ n: number }>`select count(*)::int as n from file
			where subject_kind = 'tender-answer' and subject_id in (${one!.id}, ${two!.id})`.execute(db);
		expect(rows[0]!.n).toBe(1);
		// What was read and by whom stands in the tender's chain; the tender is as it was.
		await readRequest(made.evaluators[0].ctx, made.round, one!.id);
		const chain = await sql<{ action: string }>`select action from audit_entry
			where chain_id = ${`call:${beta.tenderId}`} and action like 'tender.answer%' order by seq`.execute(db);
		expect(chain.rows.map((row) => row.action)).toEqual([
			'tender.answered',
			'tender.answer-refused',
			'tender.answer-read'
		]);
	});

	it('at the last moment is either answered or late, never both', async () => {
		const { made, beta, officer } = await opened();
		const outcomes: string[] = [];
		for (let n = 0; n < 6; n++) {
			await askTenderers(officer, made.round, request({ tenderIds: [beta.tenderId] }));
			const { id } = await lastRequest(officer, made);
			await sql`update tender_request set answer_until = clock_timestamp() + interval '25 milliseconds'
				where id = ${id}`.execute(db);
			await new Promise((resolve) => setTimeout(resolve, n * 8));
			const outcome = await code(
				answerRequest(beta.representative.ctx, beta.tenderId, id, { body: 'Svar.' }, [])
			);
			outcomes.push(outcome);
			const { rows } = await sql<{ intime: boolean }>`select a.answered_at <= q.answer_until as intime
				from tender_answer a join tender_request q on q.id = a.request_id where q.id = ${id}`.execute(db);
			expect(rows).toEqual(outcome === 'done' ? [{ intime: true }] : []);
		}
		expect(new Set(outcomes.map((one) => one === 'done' || one === 'conflict written.refuse.late'))).toEqual(
			new Set([true])
		);
	});
});
