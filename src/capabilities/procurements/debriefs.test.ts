import '../../composition.ts';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { makePerson } from '#capabilities/initiatives/testing.ts';
import { openDb } from '#platform/server/db/index.ts';
import { PAGES_ROLE } from '#platform/server/db/pages-role.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { unlocked } from '#platform/server/testing/unlocked.ts';
import { answerDebrief, askDebrief, ownDebriefs, roundDebriefs } from './server/debriefs.ts';
import { declareConflict } from './server/conflicts.ts';
import { decideRound } from './server/decision.ts';
import { prepareLetters } from './server/letters.ts';
import { showPerson } from './server/personal.ts';
import { makeProcurement, makeTender } from './testing.ts';
import { code, DECISION, declareAll, open, scoreAll } from './testing-rounds.ts';

const { db, url } = await testDb();
const pages = openDb(url, 4, PAGES_ROLE);
afterAll(() => pages.destroy());
loadMessages();

const QUESTION = { question: 'Varför fick vår plan två poäng och inte tre?', wants: 'writing' as const };
const ANSWER = 'Planen saknar en tidplan för det andra året.';

async function decided() {
	const made = await makeProcurement(db);
	const alfa = await makeTender(db, made);
	const beta = await makeTender(db, made);
	await open(made);
	await declareAll(made);
	await scoreAll(made, { [alfa.tenderId]: [4, 4], [beta.tenderId]: [2, 2] });
	await prepareLetters(made.officer.ctx, made.round);
	const decide = () => decideRound(made.run.decider.ctx, made.round, DECISION);
	return { made, alfa, beta, decide, officer: { ...made.officer.ctx, db: pages } };
}

const mailsTo = async (personId: string, name: string) =>
	(
		await sql<{ n: number }>`select count(*)::int as n from pgboss.job
			where data::text like ${`%${personId}%`} and data::text like ${`%${name}%`}`.execute(db)
	).rows[0]!.n;

describe('a question about the decision', () => {
	it('is asked after the letter by who may speak for the tenderer, and answered once; both are told', async () => {
		const { made, beta, decide, officer } = await decided();
		const ask = (ctx = beta.representative.ctx, input: Parameters<typeof askDebrief>[2] = QUESTION) =>
			code(askDebrief(ctx, beta.tenderId, input));
		expect(await ask()).toBe('conflict procurement.refuse.not-decided');
		await decide();
		expect(await ask((await makePerson(db)).ctx)).toMatch(/^not-found/);
		expect(await ask(beta.member.ctx)).toBe('forbidden procurement.refuse.representative');
		expect(await ask()).toBe('done');
		expect(await ask()).toBe('conflict written.debrief.refuse.waiting');
		expect(await mailsTo(made.officer.id, 'procurement.debrief')).toBe(1);
		const [asked] = (await roundDebriefs(officer, made.round)).debriefs;
		expect(asked).toMatchObject({ ...QUESTION, organisationName: beta.organisation.name, answer: null });
		const { rows } = await sql<{
			by: string;
		}>`select to_char((now() at time zone 'Europe/Stockholm')::date + 15,
			'YYYY-MM-DD') as by`.execute(db);
		expect(asked!.answerBy).toBe(rows[0]!.by);

		const input = { debriefId: asked!.id, answer: ANSWER };
		for (const [ctx, refused] of [
			[made.opener.ctx, /^forbidden/],
			[made.evaluators[0].ctx, /^forbidden/],
			[beta.representative.ctx, /^(forbidden|not-found)/]
		] as const)
			expect(await code(answerDebrief(ctx, made.round, input))).toMatch(refused);
		expect(await code(answerDebrief(officer, made.round, { ...input, heldOn: '2026-01-01' }))).toBe(
			'invalid written.debrief.refuse.no-meeting'
		);
		const other = await makeProcurement(db);
		expect(await code(answerDebrief(other.officer.ctx, other.round, input))).toMatch(/^(conflict|not-found)/);
		await answerDebrief(officer, made.round, input);
		expect(await code(answerDebrief(officer, made.round, input))).toBe(
			'conflict written.debrief.refuse.answered'
		);
		expect(await mailsTo(beta.representative.id, 'debriefed')).toBe(1);
		const own = await ownDebriefs(beta.member.ctx, beta.tenderId);
		expect(own).toMatchObject({ debriefs: [{ answer: ANSWER }], mayAsk: false });
		expect((await ownDebriefs(beta.representative.ctx, beta.tenderId)).mayAsk).toBe(true);
		expect((await showPerson(db, beta.representative.id)).map((row) => row.about)).toContain(
			QUESTION.question
		);
	});

	it('that wants a talk gets a note of it with its day, which cannot lie ahead; five are the most', async () => {
		const { made, beta, decide, officer } = await decided();
		await decide();
		for (let n = 0; n < 5; n++) {
			await askDebrief(beta.representative.ctx, beta.tenderId, { ...QUESTION, wants: 'meeting' });
			const debriefId = (await roundDebriefs(officer, made.round)).debriefs.at(-1)!.id;
			const input = { debriefId, answer: ANSWER };
			expect(await code(answerDebrief(officer, made.round, { ...input, heldOn: '2999-01-01' }))).toBe(
				'invalid written.debrief.refuse.future'
			);
			await answerDebrief(officer, made.round, { ...input, heldOn: '2026-02-11' });
		}
		expect((await ownDebriefs(beta.representative.ctx, beta.tenderId)).debriefs[4]!.heldOn).toBe(
			'2026-02-11'
		);
		expect(await code(askDebrief(beta.representative.ctx, beta.tenderId, QUESTION))).toBe(
			'conflict written.debrief.refuse.many'
		);
	});

	it('is closed to an official with a conflict, and to other tenderers', async () => {
		const { made, alfa, beta, decide } = await decided();
		await decide();
		await askDebrief(beta.representative.ctx, beta.tenderId, QUESTION);
		const [asked] = (await roundDebriefs(made.officer.ctx, made.round)).debriefs;
		expect(await code(ownDebriefs(alfa.representative.ctx, beta.tenderId))).toMatch(/^not-found/);
		expect((await ownDebriefs(alfa.representative.ctx, alfa.tenderId)).debriefs).toEqual([]);
		await declareConflict(made.officer.ctx, made.round, {
			tenderId: beta.tenderId,
			conflict: 'yes',
			reason: 'Min syster arbetar där.'
		});
		expect((await roundDebriefs(made.officer.ctx, made.round)).debriefs).toEqual([]);
		expect(
			await code(answerDebrief(made.officer.ctx, made.round, { debriefId: asked!.id, answer: ANSWER }))
		).toBe('forbidden procurement.refuse.conflict');
	});

	it('is answered by one of two at once; without the lock the second would write over the first', async () => {
		const { made, beta, decide, officer } = await decided();
		await decide();
		for (const [from, outcomes] of [
			[pages, ['conflict written.debrief.refuse.answered', 'done']],
			[unlocked(url, 'update "debrief"'), ['done', 'done']]
		] as const) {
			await askDebrief(beta.representative.ctx, beta.tenderId, QUESTION);
			const debriefId = (await roundDebriefs(officer, made.round)).debriefs.at(-1)!.id;
			const both = await Promise.all(
				['Ett svar som är bra.', 'Ett annat svar.'].map((answer) =>
					code(answerDebrief({ ...officer, db: from }, made.round, { debriefId, answer }))
				)
			);
			expect(both.toSorted()).toEqual(outcomes);
			if (from !== pages) await from.destroy();
		}
	});
});
