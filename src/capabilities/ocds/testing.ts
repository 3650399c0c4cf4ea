import { sql } from 'kysely';
import {
	addMilestone,
	addParty,
	draftAgreement,
	endAgreement,
	planPayment,
	publishAgreement,
	recordPayment,
	recordSignature,
	settleMilestone,
	translateAgreement
} from '#capabilities/agreements/index.ts';
import {
	amendRfi,
	answerEnquiry,
	askEnquiry,
	cancelRfi,
	closeIfDue,
	extendDeadlines,
	listEnquiries,
	releaseAnswers,
	saveTexts
} from '#capabilities/calls/index.ts';
import { deadlineIn, makeAnswerer, makeCall } from '#capabilities/calls/testing.ts';
import { makeInitiative, makeOrganisation } from '#capabilities/initiatives/testing.ts';
import {
	addDocument,
	addVersion,
	assessSupplier,
	cancelProcurement,
	decideRound,
	extendDeadline,
	passFramework,
	passGate,
	prepareLetters,
	saveEvaluation,
	startRound,
	withdrawDocument
} from '#capabilities/procurements/index.ts';
import { declareAll, DECISION, open, scoreAll } from '#capabilities/procurements/testing-rounds.ts';
import { makeDivided, makeLotTender, numberOf } from '#capabilities/procurements/testing-lots.ts';
import { makeProcurement, makeTender, type MadeProcurement } from '#capabilities/procurements/testing.ts';
import type { Db } from '#platform/server/db/index.ts';

// Processes in every state that they can be in, made through the services. Only tests import this file.

/** Publishes what is due. */
type Publish = () => Promise<void>;

export interface World {
	requestId: string;
	calledOffId: string;
	made: MadeProcurement;
	agreementId: string;
	ownAgreementId: string;
	cancelled: MadeProcurement;
	empty: MadeProcurement;
	stopped: MadeProcurement;
	/** In two lots. */
	divided: MadeProcurement;
}

/** @param publish called after each thing that happens, so that each is a release of its own */
export async function makeWorld(db: Db, publish: Publish): Promise<World> {
	const requestId = await aRequest(db, publish);
	const calledOffId = await calledOff(db, publish);
	const made = await aProcurement(db, publish);
	await award(db, made, ['Alfa', 'Beta', 'Gamma', 'Delta']);
	await publish();
	const [first] = await awardsOf(db, made);
	const agreementId = await anAgreement(db, publish, made, first!);
	await gate(db, publish, made, 2, 'next');
	const dates = { questionsUntil: '2099-02-01T15:00', tendersUntil: '2099-03-01T15:00' };
	await startRound(made.officer.ctx, { ...made.ref, number: 2 }, dates);
	await publish();
	return {
		requestId,
		calledOffId,
		made,
		agreementId,
		cancelled: await aCancelled(db, publish),
		empty: await anEmpty(db, publish),
		stopped: await aStopped(db, publish),
		divided: await aDivided(db, publish),
		ownAgreementId: await ownAgreement(db, publish)
	};
}

async function aRequest(db: Db, publish: Publish): Promise<string> {
	const call = await makeCall(db, { title: 'Hur når vi familjer?' });
	await publish();
	const english = { ...call.ctx, lang: 'en' as const };
	await saveTexts(english, call.slug, call.id, {
		title: 'How do we reach families?',
		background: 'Help often comes too late.',
		desiredEffect: 'More children are helped in time.',
		next: 'We read and tell in June.',
		revision: 5
	});
	await amendRfi(call.ctx, call.slug, call.id, { revision: 6, note: 'Nu även på engelska.' });
	await publish();
	const { made } = call;
	const who = await makeAnswerer(db);
	await askEnquiry(who.ctx, made.slug, call.id, 'Får man svara på finska?');
	await publish();
	const [asked] = (await listEnquiries(call.ctx, made.slug, call.id)).enquiries;
	await answerEnquiry(call.ctx, made.slug, call.id, {
		enquiryId: asked!.id,
		publicText: 'Får man svara på finska?',
		answer: 'Ja, gärna.',
		revision: 1
	});
	await releaseAnswers(call.ctx, made.slug, call.id);
	await publish();
	await extendDeadlines(call.ctx, made.slug, call.id, {
		questionsUntil: '2098-01-01T12:00',
		answersUntil: '2098-02-01T12:00',
		reason: 'Många vill hinna svara.'
	});
	await publish();
	await deadlineIn(db, call.id, -1000);
	await closeIfDue(db, call.id);
	await publish();
	return call.id;
}

async function aDivided(db: Db, publish: Publish): Promise<MadeProcurement> {
	const made = await makeDivided(db, { rules: { winMax: 1 } });
	await publish();
	const alfa = await makeLotTender(db, made, 1, { name: 'Alfa', kronor: 200_000 });
	const beta = await makeLotTender(db, made, 2, { name: 'Beta', kronor: 300_000 });
	for (const [number, { tenderId }] of [
		[numberOf(1), alfa],
		[numberOf(2), beta]
	] as const) {
		const round = { ...made.ref, number };
		await open(made, number);
		await declareAll(made, number);
		await scoreAll(made, { [tenderId]: [4, 4] }, number);
		await prepareLetters(made.officer.ctx, round);
		await decideRound(made.run.decider.ctx, round, DECISION);
		await publish();
	}
	return made;
}

const POINTS = [
	[4, 4],
	[3, 3],
	[2, 3],
	[1, 0]
];

export async function award(db: Db, made: MadeProcurement, names: string[], number = 1) {
	const tenders = [];
	for (const [at, name] of names.entries())
		tenders.push(await makeTender(db, made, { name, number, kronor: 200_000 + at * 20_000 }));
	await open(made, number);
	await declareAll(made, number);
	await scoreAll(
		made,
		Object.fromEntries(tenders.map(({ tenderId }, at) => [tenderId, POINTS[at]!])),
		number
	);
	await prepareLetters(made.officer.ctx, { ...made.ref, number });
	await decideRound(made.run.decider.ctx, { ...made.ref, number }, DECISION);
	return tenders;
}

async function aProcurement(db: Db, publish: Publish): Promise<MadeProcurement> {
	const made = await makeProcurement(db);
	await publish();
	const document = await addDocument(made.officer.ctx, made.ref, { title: 'Kravlista', body: 'Krav ett.' });
	await publish();
	await addVersion(made.officer.ctx, made.ref, document, {
		body: 'Krav ett och två.',
		note: 'Krav två är nytt.'
	});
	await publish();
	await withdrawDocument(made.officer.ctx, made.ref, document);
	await publish();
	await extendDeadline(made.officer.ctx, made.round, {
		tendersUntil: '2098-12-15T15:00',
		reason: 'Kravlistan kom sent.'
	});
	await publish();
	return made;
}

async function anAgreement(
	db: Db,
	publish: Publish,
	made: MadeProcurement,
	{ id: awardId, organisation_id: supplierId }: { id: string; organisation_id: string }
): Promise<string> {
	const { slug } = made.run;
	const { ctx } = made.run.coordinator;
	const id = await draftAgreement(made.officer.ctx, slug, {
		title: 'Avtal om fas 1',
		form: 'pcp',
		purpose: 'Ta fram en prototyp.',
		fixedMinor: 300_000_00,
		awardId
	});
	const parties = await db.selectFrom('agreement_party').selectAll().where('agreement_id', '=', id).execute();
	if (!parties.some((one) => one.organisation_id === supplierId))
		await addParty(made.officer.ctx, slug, id, { organisation: supplierId, role: 'supplier' });
	await publish();
	await publishAgreement(made.officer.ctx, slug, id);
	await publish();
	await sql`update award_decision set standstill_until = '2026-03-01'`.execute(db);
	await publish();
	for (const organisation of [made.run.organisation.id, supplierId])
		await recordSignature(made.officer.ctx, slug, id, { organisation, signedOn: '2026-03-02' });
	await publish();
	await addMilestone(made.officer.ctx, slug, id, { title: 'Prototypen visas', dueOn: '2099-05-01' });
	await planPayment(made.officer.ctx, slug, id, {
		payer: made.run.organisation.id,
		payee: supplierId,
		kind: 'fixed',
		plannedOn: '2026-04-01',
		plannedMinor: 100_000_00
	});
	await publish();
	const payment = await db
		.selectFrom('agreement_payment')
		.select('id')
		.where('agreement_id', '=', id)
		.executeTakeFirstOrThrow();
	await recordPayment(made.officer.ctx, slug, id, {
		payment: payment.id,
		paidOn: '2026-04-02',
		paidMinor: 100_000_00,
		reference: 'HEMLIG-REFERENS'
	});
	await publish();
	const milestone = await db
		.selectFrom('agreement_milestone')
		.select('id')
		.where('agreement_id', '=', id)
		.executeTakeFirstOrThrow();
	await settleMilestone(made.officer.ctx, slug, id, {
		milestone: milestone.id,
		outcome: 'partly',
		settledOn: '2026-05-01',
		note: 'Två av tre delar visades.'
	});
	await publish();
	await translateAgreement({ ...ctx, lang: 'en' }, slug, id, { [`purpose:${id}`]: 'Build a prototype.' });
	await publish();
	await endAgreement(made.officer.ctx, slug, id, 'Fasen är klar.');
	await publish();
	return id;
}

async function gate(
	db: Db,
	publish: Publish,
	made: MadeProcurement,
	goOn: number,
	outcome: 'next' | 'stopped'
): Promise<void> {
	const { rows } = await sql<{
		id: string;
	}>`select a.id from award a join procurement_round r on r.id = a.round_id
		where r.procurement_id = ${made.ref.id} order by a.price_minor, a.id`.execute(db);
	for (const { id } of rows)
		await assessSupplier(made.officer.ctx, made.round, {
			awardId: id,
			satisfactory: 'yes',
			successful: 'yes',
			reason: 'Rapporten är prövad mot kraven.'
		});
	const exemption = 'Det som saknas finns på papper.';
	if (outcome === 'next') await passFramework(made.run.decider.ctx, made.ref, { exemption });
	await passGate(made.run.decider.ctx, made.round, {
		outcome,
		exemption,
		goOn: rows.slice(0, goOn).map(({ id }) => id),
		reason: 'Prövat mot det som var utlovat.',
		decidedByName: 'Bo Beslutare',
		decidedOn: '2026-05-01'
	});
	await publish();
}

const awardsOf = (db: Db, made: MadeProcurement) =>
	sql<{ id: string; organisation_id: string }>`select a.id, a.organisation_id from award a
		join procurement_round r on r.id = a.round_id where r.procurement_id = ${made.ref.id}`
		.execute(db)
		.then(({ rows }) => rows);

async function aCancelled(db: Db, publish: Publish): Promise<MadeProcurement> {
	const made = await makeProcurement(db);
	await publish();
	const input = { reason: 'Pengarna är inte längre säkra.', decidedByName: 'Bo Beslutare' };
	await cancelProcurement(made.run.decider.ctx, made.ref, input);
	await publish();
	return made;
}

async function anEmpty(db: Db, publish: Publish): Promise<MadeProcurement> {
	const made = await makeProcurement(db);
	await publish();
	await open(made);
	await decideNobody(db, made);
	await publish();
	return made;
}

async function aStopped(db: Db, publish: Publish): Promise<MadeProcurement> {
	const made = await makeProcurement(db);
	await award(db, made, ['Epsilon', 'Zeta']);
	await publish();
	await saveEvaluation(made.officer.ctx, made.round, {
		learned: 'Bara för oss.',
		publicText: 'Vägen var för lång för många.',
		revision: 0
	});
	await publish();
	await gate(db, publish, made, 0, 'stopped');
	return made;
}

async function calledOff(db: Db, publish: Publish): Promise<string> {
	const call = await makeCall(db, { title: 'En som avbryts' });
	await publish();
	await cancelRfi(call.ctx, call.slug, call.id, 'Frågan löstes på annat sätt.');
	await publish();
	return call.id;
}

/** Nobody tendered: a decision without an award. */
async function decideNobody(db: Db, made: MadeProcurement): Promise<void> {
	await sql`insert into award_decision (round_id, decided_by, decided_by_name, decided_body, decided_on, diary_number, standstill_until)
		select id, ${made.officer.id}::uuid, 'Bo Beslutare', 'Kommunstyrelsen', '2026-02-10', 'KS 2026/44', '2026-02-20'
		from procurement_round where procurement_id = ${made.ref.id} and number = 1`.execute(db);
}

async function ownAgreement(db: Db, publish: Publish): Promise<string> {
	const run = await makeInitiative(db, { published: true });
	const { ctx } = run.coordinator;
	const sole = await makeOrganisation(db, { name: 'Enskild Ek', sector: 'business' });
	await db
		.updateTable('organisation')
		.set({ sole_trader: true, org_number: '8001011236' })
		.where('id', '=', sole.id)
		.execute();
	await db
		.updateTable('organisation')
		.set({ org_number: '212000-0456' })
		.where('id', '=', run.organisation.id)
		.execute();
	const id = await draftAgreement(ctx, run.slug, {
		title: 'Partnerskap om läxhjälp',
		form: 'iop',
		purpose: 'Läxhjälp på fyra skolor.',
		capMinor: 50_000_00,
		startsOn: '2026-01-01',
		endsOn: '2026-12-31'
	});
	await addParty(ctx, run.slug, id, { organisation: sole.id, role: 'supplier' });
	await publish();
	await publishAgreement(ctx, run.slug, id);
	await publish();
	return id;
}
