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
import { declareRound } from './server/anonymous.ts';
import { saveNegotiationRule } from './server/conditions.ts';
import { declareConflict } from './server/conflicts.ts';
import { freezeScores, saveConsensus } from './server/consensus.ts';
import { exportProcurements, exportedProcurements, importProcurements } from './server/export.ts';
import { loadProcurement } from './server/load.ts';
import { tenderPage } from './server/my.ts';
import { negotiate, negotiationPage } from './server/negotiation.ts';
import { roundProgress } from './server/overview.ts';
import { publicProcurement } from './server/public.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { answerRequest, ownRequest } from './server/request-answers.ts';
import { askTenderers, listRequests, readRequest } from './server/requests.ts';
import { myScores, saveScores, submitScores } from './server/scoring.ts';
import { writtenRecord } from './server/written-record.ts';
import { makeProcurement, makeTender, publish, type MadeProcurement } from './testing.ts';
import { code, declareAll, entries, FREEZE, open } from './testing-rounds.ts';
import type { NegotiateInput } from './written-form.ts';
import { negotiationRefusal, sameTenders, type NegotiationState } from './written-rules.ts';

const { db, url } = await testDb();
const pages = openDb(url, 4, PAGES_ROLE);
afterAll(() => pages.destroy());
loadMessages();

const STATE: NegotiationState = {
	...{ rule: true, opened: true, checked: true },
	...{ scored: false, frozen: false, waiting: false }
};

describe('whether one may negotiate', () => {
	it.each([
		[{}, null],
		[{ rule: false }, 'written.refuse.no-negotiation'],
		[{ opened: false }, 'procurement.refuse.not-opened'],
		[{ checked: false }, 'written.refuse.not-checked'],
		[{ scored: true }, 'written.refuse.scored'],
		[{ frozen: true, scored: true }, 'procurement.refuse.frozen'],
		[{ waiting: true }, 'written.refuse.negotiating'],
		[{ rule: false, frozen: true }, 'written.refuse.no-negotiation']
	] as [Partial<NegotiationState>, string | null][])('with %j answers %s', (change, refusal) => {
		expect(negotiationRefusal({ ...STATE, ...change })).toBe(refusal);
	});

	it.each([
		[['a', 'b'], ['b', 'a'], true],
		[['a'], ['a', 'b'], false],
		[['a', 'b', 'c'], ['a', 'b'], false],
		[['a', 'a'], ['a', 'b'], false],
		[['a', 'c'], ['a', 'b'], false]
	])('asks all: %j of %j is %s', (wanted, stillIn, same) => {
		expect(sameTenders(wanted, stillIn)).toBe(same);
	});
});

const RULE = 'Upplägg och tidsplan.';
const revision = async (made: MadeProcurement) => (await loadProcurement(db, made.ref.id))!.revision;

/** Two opened tenders in a call that may be negotiated, with everybody's declarations of no conflict. */
async function opened(options: { rule?: boolean; conditions?: boolean; anonymous?: boolean } = {}) {
	const made = await makeProcurement(db, { published: false, conditions: options.conditions });
	if (options.rule ?? true)
		await saveNegotiationRule(made.officer.ctx, made.ref, {
			revision: await revision(made),
			negotiation: RULE
		});
	await publish(made.officer.ctx, made.ref);
	const tag = made.ref.id.slice(0, 4);
	const alfa = await makeTender(db, made, { name: `Alfa ${tag}` });
	const beta = await makeTender(db, made, { name: `Beta ${tag}` });
	if (options.anonymous)
		await sql`update procurement_round set anonymous = true where procurement_id = ${made.ref.id}
			and number = 1`.execute(db);
	await open(made);
	if (options.anonymous) {
		for (const { ctx } of made.evaluators) await declareRound(ctx, made.round, { conflict: 'no' });
		for (const { tenderId } of [alfa, beta])
			await declareConflict(made.officer.ctx, made.round, { tenderId, conflict: 'no' });
	} else await declareAll(made);
	const ids = [alfa.tenderId, beta.tenderId];
	return { made, alfa, beta, ids, officer: { ...made.officer.ctx, db: pages } };
}

const input = (tenderIds: string[], change: Partial<NegotiateInput> = {}): NegotiateInput => ({
	tenderIds,
	question: 'Kan insatsen börja tidigare än ni har skrivit?',
	reason: 'Skolan börjar i augusti.',
	ground: 'Regeln i upphandlingen',
	answerUntil: '2099-01-01T12:00',
	own: {},
	...change
});

const passTime = (made: MadeProcurement) =>
	sql`update tender_request q set answer_until = clock_timestamp() - interval '1 second' from tender t
		join procurement_round r on r.id = t.round_id
		where t.id = q.tender_id and r.procurement_id = ${made.ref.id}`.execute(db);

const requestTo = async (made: MadeProcurement, tenderId: string) =>
	(await listRequests(made.officer.ctx, made.round)).requests.findLast((one) => one.tenderId === tenderId)!;

const answering = (ctx: Context, tenderId: string, id: string, changes?: Record<string, string>) =>
	answerRequest(ctx, tenderId, id, { body: 'Vi kan börja i augusti.', changes }, []);

describe('the rule on negotiation', () => {
	it('is written before publication, one revision at a time, told to everybody and taken along', async () => {
		const made = await makeProcurement(db, { published: false });
		const save = async (ctx: Context, negotiation: string | undefined, at?: number) =>
			code(saveNegotiationRule(ctx, made.ref, { revision: at ?? (await revision(made)), negotiation }));
		expect(await save(made.evaluators[0].ctx, RULE)).toMatch(/^forbidden/);
		expect(await save(visitor(db), RULE)).toMatch(/^(sign-in|not-found)/);
		const at = await revision(made);
		const two = await Promise.all([save(made.officer.ctx, RULE, at), save(made.officer.ctx, RULE, at)]);
		expect(two.toSorted()).toEqual(['conflict procurement.refuse.revision', 'done']);
		const exported = await exportProcurements(db, made.run.id);
		expect(exportedProcurements.parse(exported)[0]!.negotiation).toMatchObject({ t: { sv: RULE } });
		await db.transaction().execute((tx) => importProcurements(tx, made.officer.ctx, made.run.id, exported));
		expect((await exportProcurements(db, made.run.id)).map((one) => one.negotiation?.t.sv)).toEqual([
			RULE,
			RULE
		]);
		await publish(made.officer.ctx, made.ref);
		expect(await save(made.officer.ctx, undefined)).toBe('conflict procurement.refuse.published');
		const { procurement } = await publicProcurement(visitor(db), made.ref);
		expect(procurement.negotiation).toMatchObject({ t: { sv: RULE } });
		// With the terms as they read now, in both languages.
		expect(procurement.negotiationTerms!.t).toMatchObject({
			sv: expect.stringContaining('priset förhandlas inte') as string,
			en: expect.stringContaining('price are not negotiated') as string
		});
	});
});

describe('a negotiation in writing', () => {
	it('goes to all at once in the same words; answers are read when nobody is waited for', async () => {
		const { made, alfa, beta, ids, officer } = await opened();
		const own = { [alfa.tenderId]: 'Er plan säger oktober.' };
		await negotiate(officer, made.round, input(ids, { own }));
		const { requests } = await listRequests(officer, made.round);
		expect(requests.map((one) => [one.kind, one.question, one.answerUntil.getTime()])).toEqual(
			Array(2).fill(['negotiate', input(ids).question, requests[0]!.answerUntil.getTime()])
		);
		expect(new Set(requests.map((one) => one.batch)).size).toBe(1);
		const [a, b] = [await requestTo(made, alfa.tenderId), await requestTo(made, beta.tenderId)];
		expect([a.ownPart, b.ownPart]).toEqual([own[alfa.tenderId], null]);
		// Nobody hears of a rival: not of what it was asked, nor whether it has answered.
		const before = await ownRequest(beta.representative.ctx, beta.tenderId, b.id);
		expect(JSON.stringify(before)).not.toContain('oktober');
		const [effect, plan] = made.criteria;
		const { standing } = await ownRequest(alfa.representative.ctx, alfa.tenderId, a.id);
		const changes = { [effect!]: 'Vi börjar i augusti.', [plan!]: standing[plan!]! };
		const receipt = await answering(alfa.representative.ctx, alfa.tenderId, a.id, changes);
		expect(JSON.parse(receipt.body)).toMatchObject({ kind: 'answer', request: a.id });
		const after = await ownRequest(beta.representative.ctx, beta.tenderId, b.id);
		expect(after).toEqual(before);
		// Alfa sees its own, the buyer none of it while beta has time left.
		expect((await tenderPage(alfa.member.ctx, alfa.tenderId)).changed).toEqual({
			[effect!]: 'Vi börjar i augusti.'
		});
		const bo = made.evaluators[1].ctx;
		expect(await readRequest(bo, made.round, a.id)).toMatchObject({ answer: null, locked: true });
		expect((await readTender(bo, made.round, alfa.tenderId)).tender.changed).toEqual({});
		expect((await writtenRecord(db, alfa.tenderId))!.facts.requests[0]!.answer).toBeNull();
		await saveScores(bo, made.round, alfa.tenderId, entries(made, [3, 3]));
		await saveScores(bo, made.round, beta.tenderId, entries(made, [2, 2]));
		const submit = () => code(submitScores({ ...bo, db: pages }, made.round));
		expect(await submit()).toBe('conflict written.refuse.negotiating');
		await answering(beta.representative.ctx, beta.tenderId, b.id);
		const { tender } = await readTender(bo, made.round, alfa.tenderId);
		expect(tender.changed).toEqual({ [effect!]: 'Vi börjar i augusti.' });
		expect(tender.solution.answers[effect!]).toContain('Hemligt svar');
		expect((await readTender(bo, made.round, beta.tenderId)).tender.changed).toEqual({});
		expect((await readRequest(bo, made.round, a.id)).answer!.changes).toEqual(tender.changed);
		expect((await writtenRecord(db, alfa.tenderId))!.facts.requests[0]).toMatchObject({
			ownPart: own[alfa.tenderId],
			answer: { changes: tender.changed }
		});
		await saveScores(bo, made.round, alfa.tenderId, entries(made, [3, 3]));
		expect(await submit()).toBe('done');
		// What is scored stands fast from here on.
		expect(await code(negotiate(officer, made.round, input(ids)))).toBe('conflict written.refuse.scored');
	});

	it('asks for points that were given to the first answer to be looked at again, and for no others', async () => {
		const { made, alfa, beta, ids, officer } = await opened();
		const [effect, plan] = made.criteria;
		const bo = made.evaluators[1].ctx;
		const outdated = async () =>
			(await myScores(bo, made.round)).scores
				.filter((one) => one.outdated)
				.map((one) => [one.tenderId, one.criterionId]);
		const score = (id: string, read?: null) =>
			saveScores(
				bo,
				made.round,
				id,
				entries(made, [3, 3]).map((entry) => ({ ...entry, read }))
			);
		for (const id of ids) await score(id);
		for (const words of ['Vi börjar i augusti.', 'Vi börjar i juli.']) {
			await negotiate(officer, made.round, input(ids));
			const { id } = await requestTo(made, alfa.tenderId);
			await answering(alfa.representative.ctx, alfa.tenderId, id, { [effect!]: words });
			// Not a word before the answer can be read: it would tell that somebody has answered.
			expect(await outdated()).toEqual([]);
			await passTime(made);
			expect(await outdated()).toEqual([[alfa.tenderId, effect]]);
			expect(await code(submitScores({ ...bo, db: pages }, made.round))).toBe(
				'conflict written.refuse.outdated'
			);
			// A page that was open since before the answer could be read shows the first one still.
			await score(alfa.tenderId, null);
			expect(await outdated()).toEqual([[alfa.tenderId, effect]]);
			const { tender } = await readTender(bo, made.round, alfa.tenderId);
			const read = tender.answerIds[effect!];
			const [first, second] = entries(made, [2, 3]);
			expect([second!.criterionId, tender.answerIds[plan!]]).toEqual([plan, undefined]);
			await saveScores(bo, made.round, alfa.tenderId, [{ ...first!, read }]);
			expect(await outdated()).toEqual([]);
		}
		expect((await readTender(bo, made.round, beta.tenderId)).tender.answerIds).toEqual({});
		expect(await code(submitScores({ ...bo, db: pages }, made.round))).toBe('done');
	});

	it('takes several turns, of which the last word on a criterion counts', async () => {
		const { made, alfa, ids, officer } = await opened();
		const [effect, plan] = made.criteria;
		const turns = [{ [effect!]: 'Först så.', [plan!]: 'En plan.' }, { [effect!]: 'Sedan så här.' }];
		for (const changes of turns) {
			await negotiate(officer, made.round, input(ids));
			expect(await code(negotiate(officer, made.round, input(ids)))).toBe(
				'conflict written.refuse.negotiating'
			);
			const { id } = await requestTo(made, alfa.tenderId);
			await answering(alfa.representative.ctx, alfa.tenderId, id, changes);
			await passTime(made);
		}
		const { tender } = await readTender(officer, made.round, alfa.tenderId);
		expect(tender.changed).toEqual({ [effect!]: 'Sedan så här.', [plan!]: 'En plan.' });
	});

	it('is refused without the rule, to a subset, with a name in it, before the check and in the past', async () => {
		const without = await opened({ rule: false });
		expect(await code(negotiate(without.officer, without.made.round, input(without.ids)))).toBe(
			'conflict written.refuse.no-negotiation'
		);
		const unchecked = await opened({ conditions: true });
		expect(await code(negotiate(unchecked.officer, unchecked.made.round, input(unchecked.ids)))).toBe(
			'conflict written.refuse.not-checked'
		);
		const { made, alfa, beta, ids, officer } = await opened();
		const attempt = (change: Partial<NegotiateInput>) =>
			code(negotiate(officer, made.round, input(ids, change)));
		expect(await attempt({ tenderIds: [alfa.tenderId] })).toBe('conflict written.refuse.all');
		expect(await attempt({ tenderIds: [...ids, without.alfa.tenderId] })).toBe('conflict written.refuse.all');
		expect(await attempt({ answerUntil: '2020-01-01T12:00' })).toBe('invalid written.refuse.until');
		const name = `Som ${beta.organisation.name} skriver.`;
		expect(await attempt({ question: name })).toBe('invalid written.refuse.named');
		expect(await attempt({ own: { [alfa.tenderId]: name } })).toBe('invalid written.refuse.named');
		expect((await listRequests(officer, made.round)).requests).toEqual([]);
		expect(await attempt({ own: { [beta.tenderId]: name } })).toBe('done');
	});

	it('ends with the points: frozen, nothing is negotiated, and while it runs nothing is frozen', async () => {
		const { made, ids, officer } = await opened();
		for (const { ctx } of made.evaluators) {
			for (const id of ids) await saveScores(ctx, made.round, id, entries(made, [3, 3]));
			await submitScores(ctx, made.round);
		}
		for (const id of ids) await saveConsensus(made.officer.ctx, made.round, id, entries(made, [3, 3]));
		// As if it had begun before the points were handed in.
		await sql`update round_evaluator set submitted_at = null`.execute(db);
		await negotiate(officer, made.round, input(ids));
		await sql`update round_evaluator set submitted_at = now()`.execute(db);
		const freeze = () => code(freezeScores(officer, made.round, FREEZE));
		expect(await freeze()).toBe('conflict written.refuse.negotiating');
		await passTime(made);
		expect(await freeze()).toBe('done');
		expect(await code(negotiate(officer, made.round, input(ids)))).toBe('conflict procurement.refuse.frozen');
	});

	it('is begun and read only by those who may', async () => {
		const { made, alfa, beta, ids, officer } = await opened();
		const [bea] = made.evaluators;
		const stranger = await makePerson(db, {});
		const begin = (ctx: Context) => code(negotiate({ ...ctx, db: pages }, made.round, input(ids)));
		for (const ctx of [bea.ctx, stranger.ctx, made.opener.ctx, alfa.representative.ctx, visitor(db)]) {
			expect(await begin(ctx)).toMatch(/^(forbidden|not-found|sign-in)/);
			expect(await code(negotiationPage(ctx, made.round))).toMatch(/^(forbidden|not-found|sign-in)/);
		}
		// An official with a conflict in one of them negotiates with none.
		const second = await makeTeamMember(db, made.run.id, 'procurement-officer');
		await declareConflict(second.ctx, made.round, { tenderId: alfa.tenderId, conflict: 'no' });
		expect(await begin(second.ctx)).toBe('forbidden procurement.refuse.declare-all');
		// The working page says the same, instead of a button that leads nowhere.
		const told = async () => (await roundProgress(second.ctx, made.round)).negotiation!.refusal;
		expect(await told()).toBe('procurement.refuse.declare-all');
		const conflict = { tenderId: beta.tenderId, conflict: 'yes' as const, reason: 'Min bror arbetar där.' };
		await declareConflict(second.ctx, made.round, conflict);
		expect(await begin(second.ctx)).toBe('forbidden procurement.refuse.biased');
		expect(await told()).toBe('procurement.refuse.biased');
		await negotiate(officer, made.round, input(ids));
		const { id } = await requestTo(made, beta.tenderId);
		const file = new File(['Plan'], 'plan.txt');
		const answer = { body: 'Se planen.', changes: { [made.criteria[0]!]: 'Nytt.' } };
		expect(await code(answerRequest(beta.member.ctx, beta.tenderId, id, answer, []))).toBe(
			'forbidden procurement.refuse.representative'
		);
		expect(await code(answerRequest(alfa.representative.ctx, beta.tenderId, id, answer, []))).toMatch(
			/^not-found/
		);
		await answerRequest(beta.representative.ctx, beta.tenderId, id, answer, [file]);
		const { rows } = await sql<{ id: string }>`select id from file where subject_id = ${id}`.execute(db);
		const reads = (ctx: Context) => openFile(ctx, rows[0]!.id).then((found) => found !== null);
		expect([await reads(beta.member.ctx), await reads(bea.ctx), await reads(alfa.member.ctx)]).toEqual([
			true,
			false,
			false
		]);
		await passTime(made);
		expect([await reads(bea.ctx), await reads(second.ctx), await reads(alfa.member.ctx)]).toEqual([
			true,
			false,
			false
		]);
		expect(await code(readRequest(second.ctx, made.round, id))).toBe('forbidden procurement.refuse.conflict');
	});

	it('changes only answers to criteria, within their words, and only where something is negotiated', async () => {
		const { made, alfa, ids, officer } = await opened();
		const ctx = alfa.representative.ctx;
		await askTenderers(officer, made.round, {
			...{ kind: 'clarify', tenderIds: [alfa.tenderId], othersReason: 'Det gäller bara dem.' },
			...{ question: 'Vad menar ni med det?', reason: 'Det är otydligt.' },
			...{ ground: 'LOU 4 kap. 9 §', answerUntil: '2099-01-01T12:00' }
		});
		const clarify = await requestTo(made, alfa.tenderId);
		const [effect] = made.criteria;
		const change = { [effect!]: 'Något annat.' };
		expect(await code(answering(ctx, alfa.tenderId, clarify.id, change))).toMatch(/^not-found/);
		await negotiate(officer, made.round, input(ids));
		const { id } = await requestTo(made, alfa.tenderId);
		const tries: [Record<string, string>, string][] = [
			[{ [effect!]: 'ord '.repeat(101) }, 'invalid procurement.refuse.words'],
			[{ [effect!]: '  ' }, 'invalid written.refuse.empty'],
			[{ [made.ref.id]: 'Ett eget kriterium.' }, 'not-found error.not-found']
		];
		for (const [changes, refusal] of tries)
			expect(await code(answering(ctx, alfa.tenderId, id, changes))).toBe(refusal);
		await passTime(made);
		expect(await code(answering(ctx, alfa.tenderId, id, change))).toBe('conflict written.refuse.late');
		expect((await readTender(officer, made.round, alfa.tenderId)).tender.changed).toEqual({});
	});

	it('shows those who score without names what is offered now, and not a word of whose it is', async () => {
		const { made, alfa, beta, ids, officer } = await opened({ anonymous: true });
		const [bea, bo] = made.evaluators;
		expect(await code(negotiate(bea.ctx, made.round, input(ids)))).toMatch(/^forbidden/);
		await negotiate(officer, made.round, input(ids));
		const changes = { [made.criteria[0]!]: 'Vi börjar i augusti.' };
		const { id } = await requestTo(made, alfa.tenderId);
		await answering(alfa.representative.ctx, alfa.tenderId, id, changes);
		await answering(beta.representative.ctx, beta.tenderId, (await requestTo(made, beta.tenderId)).id);
		const { tender } = await readTender(bo.ctx, made.round, alfa.tenderId);
		expect(tender.changed).toEqual(changes);
		for (const { organisation } of [alfa, beta])
			expect(JSON.stringify(tender)).not.toContain(`"organisationName":"${organisation.name}`);
		for (const refused of [readRequest(bo.ctx, made.round, id), listRequests(bo.ctx, made.round)])
			expect(await code(refused)).toBe('forbidden anonymous.refuse.names');
	});

	it('lets one of two officials through who begin at once; unlocked, both would', async () => {
		const { made, ids, officer } = await opened();
		const second = await makeTeamMember(db, made.run.id, 'procurement-officer');
		for (const { id } of (await tendersWithDoors(second.ctx, made.round)).tenders)
			await declareConflict(second.ctx, made.round, { tenderId: id, conflict: 'no' });
		const both = (from: typeof db) =>
			Promise.all(
				[officer, second.ctx].map((ctx) => code(negotiate({ ...ctx, db: from }, made.round, input(ids))))
			);
		expect((await both(pages)).toSorted()).toEqual(['conflict written.refuse.negotiating', 'done']);
		await passTime(made);
		const bare = unlocked(url, 'insert into "tender_request"');
		expect(await both(bare)).toEqual(['done', 'done']);
		await bare.destroy();
	});
});
