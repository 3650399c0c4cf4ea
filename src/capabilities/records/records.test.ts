import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import '../../composition.ts';
import {
	deadlineIn,
	makeAnswerer,
	makeCall,
	sendAnswer,
	type MadeCall
} from '#capabilities/calls/testing.ts';
import { contextFor, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { declareConflict, decideRound, prepareLetters } from '#capabilities/procurements/index.ts';
import { makeProcurement, makeTender, type MadeProcurement } from '#capabilities/procurements/testing.ts';
import { code, declareAll, DECISION, open, scoreAll } from '#capabilities/procurements/testing-rounds.ts';
import type { Context } from '#platform/server/context.ts';
import { renderDocx, renderPdf } from '#platform/server/documents/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	askOrganisation,
	assessDocument,
	concludeRequest,
	copyPaper,
	decisionPage,
	decisionPaper,
	documentToTry,
	hearingsOf,
	heldFor,
	listRequests,
	makeDecision,
	recordHearing,
	registerRequest,
	requestOf,
	saveWishes,
	wishPage
} from './index.ts';
import type { PartFinding } from './rules.ts';

const { db } = await testDb();
beforeAll(() => loadMessages());

const SECRET = 'Vi använder Norrmetoden, som ingen annan har.';
const REASON = 'Det är vår egen uppfinning';
const DECIDED = {
	decidedOn: '2026-02-01',
	decidedByName: 'Siv Beslut',
	decidedByTitle: 'chefsjurist',
	diaryNumber: 'KS 2026/90',
	confirm: true
};

const finding = (part: string, outcome: PartFinding['outcome'], passages: string[] = []): PartFinding => ({
	part,
	outcome,
	passages,
	paragraph: outcome === 'open' ? null : '31 kap. 16 § offentlighets- och sekretesslagen (2009:400)',
	harm: outcome === 'open' ? null : 'Konkurrenter kan ta efter metoden.'
});

async function closedCall(): Promise<MadeCall> {
	const call = await makeCall(db);
	await sendAnswer(call, await makeAnswerer(db), SECRET, {
		rest: { secret: true, secretReason: REASON, secretHarm: 'Skada' }
	});
	await deadlineIn(db, call.id, -1000);
	return call;
}

async function ask(ctx: Context, slug: string, kind: 'rfi' | 'tenders', subjectId: string) {
	const input = { subject: { kind, id: subjectId }, receivedOn: '2026-01-05', wanted: 'Alla svar' };
	return { slug, id: await registerRequest(ctx, slug, input) };
}

describe('a request for answers to an RFI', () => {
	test('is tried part by part, and the copy covers exactly what was found secret', async () => {
		const call = await closedCall();
		const ref = await ask(call.ctx, call.slug, 'rfi', call.id);
		const { request } = await requestOf(call.ctx, ref);
		const [held] = (await heldFor(call.ctx, call.slug, request)).holdings!;
		const page = await documentToTry(call.ctx, ref, held!.documentId);
		expect(page.parts[0]!.wish).toEqual({ reason: REASON, harm: 'Skada' });
		const assess = (findings: PartFinding[], seen = '') =>
			assessDocument(call.ctx, ref, held!.documentId, { findings, seen });
		expect(await code(assess([]))).toBe('invalid records.error.nothing');
		expect(await code(assess([{ ...finding(call.keys.long, 'secret'), harm: null }]))).toMatch(/^invalid/);
		await assess([finding(call.keys.long, 'masked', ['norrmetoden'])]);
		expect(await code(assess([finding(call.keys.long, 'open')]))).toBe('conflict records.error.changed');
		expect(await concludeRequest(call.ctx, ref)).toBe('masked');
		expect(await code(concludeRequest(call.ctx, ref))).toBe('conflict records.error.concluded');
		const { model } = await copyPaper(call.ctx, ref);
		const copy = JSON.stringify(model);
		expect(copy).not.toMatch(/norrmetoden/i);
		expect(copy).not.toContain(REASON);
		expect(copy).toContain('som ingen annan har');
		expect(copy).toContain('maskat: 31 kap. 16 § OSL');
		expect((await renderPdf(model)).length).toBeGreaterThan(1000);
	});

	test('keeps the original untouched', async () => {
		const call = await closedCall();
		const before = await sql`select * from rfi_submission order by id`.execute(db);
		const ref = await ask(call.ctx, call.slug, 'rfi', call.id);
		const { request } = await requestOf(call.ctx, ref);
		const [held] = (await heldFor(call.ctx, call.slug, request)).holdings!;
		const findings = [finding(call.keys.long, 'secret')];
		await assessDocument(call.ctx, ref, held!.documentId, { findings, seen: '' });
		await concludeRequest(call.ctx, ref);
		await copyPaper(call.ctx, ref);
		expect(await sql`select * from rfi_submission order by id`.execute(db)).toEqual(before);
	});

	test('cannot be made before the deadline, by a stranger, or about another initiative', async () => {
		const call = await makeCall(db);
		expect(await code(ask(call.ctx, call.slug, 'rfi', call.id))).toMatch(/^invalid/);
		const closed = await closedCall();
		expect(await code(ask(call.ctx, call.slug, 'rfi', closed.id))).toMatch(/^invalid/);
		await expect(listRequests(visitor(db), closed.slug)).rejects.toMatchObject({ code: 'sign-in' });
		const stranger = await makePerson(db);
		await expect(listRequests(stranger.ctx, closed.slug)).rejects.toMatchObject({ code: 'forbidden' });
		const ref = await ask(closed.ctx, closed.slug, 'rfi', closed.id);
		const other = { slug: call.slug, id: ref.id };
		await expect(requestOf(call.ctx, other)).rejects.toMatchObject({ code: 'not-found' });
	});

	test('asks nobody who they are', async () => {
		const { rows } = await sql<{ name: string }>`
			select column_name as name from information_schema.columns where table_name = 'disclosure_request'`.execute(
			db
		);
		expect(
			rows.map((row) => row.name).filter((name) => /asker|purpose|email|name|person/.test(name))
		).toEqual([]);
	});

	test('two who try the same document at once do not write over each other', async () => {
		const call = await closedCall();
		const ref = await ask(call.ctx, call.slug, 'rfi', call.id);
		const { request } = await requestOf(call.ctx, ref);
		const [held] = (await heldFor(call.ctx, call.slug, request)).holdings!;
		const tries = (['open', 'secret'] as const).map((outcome) =>
			code(
				assessDocument(call.ctx, ref, held!.documentId, {
					findings: [finding(call.keys.long, outcome)],
					seen: ''
				})
			)
		);
		expect((await Promise.all(tries)).sort()).toEqual(['conflict records.error.changed', 'done']);
	});
});

describe('a refusal', () => {
	async function refused() {
		const call = await closedCall();
		const ref = await ask(call.ctx, call.slug, 'rfi', call.id);
		const { request } = await requestOf(call.ctx, ref);
		const [held] = (await heldFor(call.ctx, call.slug, request)).holdings!;
		const findings = [finding(call.keys.long, 'secret')];
		await assessDocument(call.ctx, ref, held!.documentId, { findings, seen: '' });
		expect(await code(decisionPage(call.ctx, ref))).toBe('conflict records.error.not-concluded');
		await concludeRequest(call.ctx, ref);
		return { call, ref };
	}

	test('becomes a written decision in Swedish, with reasons, provision and how to appeal', async () => {
		const { call, ref } = await refused();
		const english = { ...call.ctx, lang: 'en' as const };
		const { proposal } = await decisionPage(english, ref);
		await makeDecision(english, ref, { ...DECIDED, ...proposal });
		expect(await code(makeDecision(english, ref, { ...DECIDED, ...proposal }))).toBe(
			'conflict records.error.decided'
		);
		const { model } = await decisionPaper(english, ref);
		const words = JSON.stringify(model);
		for (const needed of [
			'avslår begäran',
			'31 kap. 16 §',
			'Konkurrenter kan ta efter metoden.',
			'kammarrätten',
			'inom tre veckor från den dag då ni fick del av beslutet',
			`lämna överklagandet till ${model.sender}`,
			'Siv Beslut',
			'KS 2026/90'
		])
			expect(words).toContain(needed);
		expect(words).not.toMatch(/norrmetoden/i);
		expect(model.lang).toBe('sv');
		expect((await renderPdf(model)).length).toBeGreaterThan(1000);
		expect((await renderDocx(model)).length).toBeGreaterThan(1000);
	});

	test('needs a second factor, and a decision that was taken', async () => {
		const { call, ref } = await refused();
		const { proposal } = await decisionPage(call.ctx, ref);
		const without = await contextFor(db, call.ctx.actor.personId!, { secondFactor: false });
		await expect(makeDecision(without, ref, { ...DECIDED, ...proposal })).rejects.toMatchObject({
			code: 'second-factor'
		});
		const unsure = { ...DECIDED, ...proposal, confirm: false };
		await expect(makeDecision(call.ctx, ref, unsure)).rejects.toMatchObject({ code: 'invalid' });
	});
});

describe('tenders', () => {
	const about = async (made: MadeProcurement) =>
		(await listRequests(made.officer.ctx, made.ref.slug)).subjects[0]!.id;

	test('are neither tried nor told of before the award: with and without tenders all reads the same', async () => {
		const [none, some] = [await makeProcurement(db), await makeProcurement(db)];
		await makeTender(db, some, { name: 'Hemliga Företaget' });
		await makeTender(db, some);
		for (const made of [none, some]) await open(made);
		const readings = async (made: MadeProcurement) => {
			const ref = await ask(made.officer.ctx, made.ref.slug, 'tenders', await about(made));
			const { request } = await requestOf(made.officer.ctx, ref);
			const held = await heldFor(made.officer.ctx, made.ref.slug, request);
			const any = '11111111-1111-4111-8111-111111111111';
			const tried = await code(documentToTry(made.officer.ctx, ref, any));
			const outcome = await concludeRequest(made.officer.ctx, ref);
			const { proposal } = await decisionPage(made.officer.ctx, ref);
			await makeDecision(made.officer.ctx, ref, { ...DECIDED, ...proposal });
			const { model } = await decisionPaper(made.officer.ctx, ref);
			const text = JSON.stringify({ held, tried, outcome, model });
			return text.replaceAll(made.run.organisation.name, 'AUTHORITY');
		};
		const [empty, full] = [await readings(none), await readings(some)];
		expect(full).toBe(empty);
		expect(full).toContain('records.refuse.absolute');
		expect(full).toContain('varken bekräfta eller förneka');
		expect(full).not.toContain('Hemliga Företaget');
	});

	async function decided(options: { conflict?: boolean } = {}) {
		const made = await makeProcurement(db);
		const tender = await makeTender(db, made, { name: `Vinnaren ${crypto.randomUUID().slice(0, 4)}` });
		await open(made);
		await declareAll(made);
		await scoreAll(made, { [tender.tenderId]: [4, 3] });
		await prepareLetters(made.officer.ctx, made.round);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		if (options.conflict)
			await declareConflict(made.officer.ctx, made.round, {
				tenderId: tender.tenderId,
				conflict: 'yes',
				reason: 'Min syster'
			});
		return { made, tender, subject: await about(made) };
	}

	test('are tried after the award, with wishes, and each reading is a row in the tender’s chain', async () => {
		const { made, tender, subject } = await decided();
		const wishes = (await wishPage(tender.representative.ctx, tender.tenderId)).parts.map(({ key }) =>
			key === 'price'
				? { reason: 'Vår kalkyl', harm: 'Andra kan underbjuda' }
				: { reason: undefined, harm: undefined }
		);
		expect(await code(saveWishes(tender.member.ctx, tender.tenderId, wishes))).toMatch(/^forbidden/);
		await saveWishes(tender.representative.ctx, tender.tenderId, wishes);
		const ref = await ask(made.officer.ctx, made.ref.slug, 'tenders', subject);
		const page = await documentToTry(made.officer.ctx, ref, tender.tenderId);
		const price = page.parts.find(({ key }) => key === 'price')!;
		expect(price.wish).toEqual({ reason: 'Vår kalkyl', harm: 'Andra kan underbjuda' });
		const keys = page.parts.map(({ key }) => key.split('-')[0]);
		expect(new Set(keys)).toEqual(new Set(['name', 'answer', 'price', 'points', 'letter']));
		const findings = page.parts.map(({ key }) => finding(key, key === 'price' ? 'secret' : 'open'));
		await assessDocument(made.officer.ctx, ref, tender.tenderId, { findings, seen: '' });
		expect(await concludeRequest(made.officer.ctx, ref)).toBe('masked');
		const copy = JSON.stringify((await copyPaper(made.officer.ctx, ref)).model);
		expect(copy).toContain('Hemligt svar av');
		expect(copy).not.toContain('Andra kan underbjuda');
		const { rows } = await sql<{ action: string }>`select action from audit_entry
			where chain_id = ${`call:${tender.tenderId}`} order by seq`.execute(db);
		const actions = rows.map((row) => row.action);
		expect(actions.slice(actions.indexOf('tender.decided') + 1)).toEqual([
			'tender.secrecy-wished',
			'tender.read',
			'tender.read',
			'tender.disclosure-assessed',
			'tender.read',
			'tender.copy-made'
		]);
	});

	test('stay shut to whoever declared a conflict, here too', async () => {
		const { made, tender, subject } = await decided({ conflict: true });
		const ref = await ask(made.officer.ctx, made.ref.slug, 'tenders', subject);
		expect(await code(documentToTry(made.officer.ctx, ref, tender.tenderId))).toBe(
			'forbidden procurement.refuse.conflict'
		);
	});

	test('no wish is taken before the opening', async () => {
		const made = await makeProcurement(db);
		const tender = await makeTender(db, made);
		expect((await wishPage(tender.representative.ctx, tender.tenderId)).mayWish).toBe(false);
		const wish = [{ reason: 'Vår kalkyl', harm: 'Skada' }];
		expect(await code(saveWishes(tender.representative.ctx, tender.tenderId, wish))).toBe(
			'conflict records.wish.after-opening'
		);
	});

	test('the tenderer may be asked, once, and what it says is written down', async () => {
		const { made, tender, subject } = await decided();
		const ref = await ask(made.officer.ctx, made.ref.slug, 'tenders', subject);
		const question = { organisationId: tender.organisation.id, answerBy: '2099-01-01' };
		const late = { ...question, answerBy: '2020-01-01' };
		expect(await code(askOrganisation(made.officer.ctx, ref, late))).toMatch(/^invalid/);
		await askOrganisation(made.officer.ctx, ref, question);
		expect(await code(askOrganisation(made.officer.ctx, ref, question))).toBe('conflict records.error.asked');
		const [hearing] = await hearingsOf(db, ref.id);
		await recordHearing(made.officer.ctx, ref, {
			hearingId: hearing!.id,
			answeredOn: '2026-01-06',
			answer: 'Priset.'
		});
		expect((await hearingsOf(db, ref.id))[0]).toMatchObject({ answer: 'Priset.', answeredOn: '2026-01-06' });
	});
});
