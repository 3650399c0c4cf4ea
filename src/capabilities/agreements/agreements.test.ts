import { beforeAll, describe, expect, test } from 'vitest';
import '../../composition.ts';
import { addIndicator, listSteps, reportMeasurement, setUpEffects } from '#capabilities/effects/index.ts';
import {
	makeInitiative,
	makeOrganisation,
	makePerson,
	makeTeamMember,
	visitor,
	type MadeInitiative,
	type MadeOrganisation
} from '#capabilities/initiatives/testing.ts';
import { newText } from '#platform/i18n/text.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	accessAgreement,
	addMilestone,
	addOutcome,
	addParty,
	awardsToSign,
	agreementKind,
	cancelPayment,
	draftAgreement,
	editAgreementTerms,
	endAgreement,
	findAgreement,
	onAwards,
	onSigning,
	planPayment,
	publishAgreement,
	recordPayment,
	recordSignature,
	removeParty,
	settleMilestone,
	textsToTranslate,
	translateAgreement
} from './index.ts';
import { outcomeDue, outcomeFault } from './rules.ts';

const { db } = await testDb();
let run: MadeInitiative;
let supplier: MadeOrganisation;
let id: string;
const ctx = () => run.coordinator.ctx;
const detail = () => findAgreement(db, run.id, id);

beforeAll(async () => {
	run = await makeInitiative(db, { published: true });
	supplier = await makeOrganisation(db, { name: 'Verkstan ekonomisk förening', sector: 'social-enterprise' });
	id = await draftAgreement(ctx(), run.slug, {
		title: 'Betala för resultat',
		form: 'outcome',
		purpose: 'Fler barn stannar kvar i skolan.',
		capMinor: 100_000_00
	});
	await addParty(ctx(), run.slug, id, { organisation: supplier.id, role: 'supplier' });
});

describe('what an outcome gives', () => {
	const terms = {
		threshold: 60,
		target: 80,
		direction: 'up',
		priceMinor: 1_000_00,
		basis: 'unit',
		capMinor: 15_000_00
	} as const;
	test.each([
		[terms, null, 0],
		[terms, 60, 0],
		[terms, 59, 0],
		[terms, 62.5, 2_500_00],
		[terms, 90, 15_000_00],
		[{ ...terms, direction: 'down', target: 40 } as const, 50, 10_000_00],
		[{ ...terms, basis: 'reached' } as const, 79.9, 0],
		[{ ...terms, basis: 'reached' } as const, 80, 1_000_00],
		[{ ...terms, basis: 'reached', direction: 'down', target: 40 } as const, 40, 1_000_00]
	])('%o at %s → %i öre', (given, measured, due) => expect(outcomeDue(given, measured)).toBe(due));

	test('a target on the wrong side of the threshold is refused', () => {
		expect(outcomeFault({ threshold: 60, target: 50, direction: 'up' })).toBe('agreements.fault.target');
		expect(outcomeFault({ threshold: 60, target: 50, direction: 'down' })).toBeNull();
	});
});

describe('signing', () => {
	test('is complete when buyer and supplier have signed the present terms, and falls when they change', async () => {
		await recordSignature(ctx(), run.slug, id, { organisation: supplier.id, signedOn: '2025-02-01' });
		expect((await detail()).lacking).toEqual([run.organisation.name]);
		await recordSignature(ctx(), run.slug, id, { organisation: run.organisation.id, signedOn: '2025-02-03' });
		expect((await detail()).signed).toBe(true);
		expect((await agreementKind.computeFacts(db, [run.id])).get(run.id)).toEqual({
			'agreement.signed': true
		});
		const { revision } = await detail();
		await editAgreementTerms(ctx(), run.slug, id, {
			title: 'Betala för resultat',
			form: 'outcome',
			purpose: 'Andra villkor.',
			capMinor: 100_000_00,
			revision
		});
		expect((await detail()).signed).toBe(false);
	});

	test('two editors: the second is told, and nothing is written over', async () => {
		const { revision } = await detail();
		const edit = (purpose: string) =>
			editAgreementTerms(ctx(), run.slug, id, {
				title: 'Betala för resultat',
				form: 'outcome',
				purpose,
				capMinor: 100_000_00,
				revision
			});
		const both = await Promise.allSettled([edit('Den ena skrivningen.'), edit('Den andra skrivningen.')]);
		expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
		expect((await detail()).revision).toBe(revision + 1);
	});

	test('is refused without the second factor, on a day to come, by a stranger party and during standstill', async () => {
		const sign = (signedOn: string, organisation = supplier.id, as = ctx()) =>
			recordSignature(as, run.slug, id, { organisation, signedOn });
		await expect(
			sign('2025-02-01', supplier.id, { ...ctx(), actor: { ...ctx().actor, secondFactor: false } })
		).rejects.toMatchObject({ key: 'error.second-factor' });
		await expect(sign('2999-01-01')).rejects.toMatchObject({
			fields: { signedOn: 'agreements.fault.future' }
		});
		await expect(sign('2025-02-01', (await makeOrganisation(db)).id)).rejects.toMatchObject({
			code: 'not-found'
		});
		const awardId = crypto.randomUUID();
		const award = {
			awardId,
			organisationId: supplier.id,
			organisationName: supplier.name,
			procurement: newText('sv', 'Någon som ringer'),
			phase: newText('sv', 'Prototyp'),
			work: null,
			priceMinor: 320_000_00,
			startsOn: null,
			endsOn: null
		};
		onAwards(async (_db, initiativeId) => (initiativeId === run.id ? [award] : []));
		const terms = { title: 'Efter tilldelning', form: 'pcp', purpose: 'Prototypfasen.', awardId } as const;
		expect(await awardsToSign(ctx(), run.slug)).toMatchObject([{ awardId, agreementId: null }]);
		const other = await makeInitiative(db);
		await expect(draftAgreement(other.coordinator.ctx, other.slug, terms)).rejects.toMatchObject({
			code: 'not-found'
		});
		const awarded = await draftAgreement(ctx(), run.slug, terms);
		expect(await awardsToSign(ctx(), run.slug)).toMatchObject([{ awardId, agreementId: awarded }]);
		expect((await findAgreement(db, run.id, awarded)).parties.map((one) => one.role).sort()).toEqual([
			'buyer',
			'supplier'
		]);
		onSigning(async () => 'error.conflict');
		await expect(
			recordSignature(ctx(), run.slug, awarded, { organisation: run.organisation.id, signedOn: '2025-02-01' })
		).rejects.toMatchObject({ code: 'conflict' });
		onSigning(async (_db, _award, day) => (day && day < '2025-02-01' ? 'error.conflict' : null));
		await expect(
			recordSignature(ctx(), run.slug, awarded, { organisation: run.organisation.id, signedOn: '2025-01-31' })
		).rejects.toMatchObject({ fields: { signedOn: 'agreements.fault.standstill' } });
		await recordSignature(ctx(), run.slug, awarded, {
			organisation: run.organisation.id,
			signedOn: '2025-02-01'
		});
		onSigning(async () => null);
	});

	test('a party with a signature or a payment stays', async () => {
		await recordSignature(ctx(), run.slug, id, { organisation: supplier.id, signedOn: '2025-02-05' });
		const party = (await detail()).parties.find((one) => one.organisationId === supplier.id)!;
		await expect(removeParty(ctx(), run.slug, id, party.id)).rejects.toMatchObject({
			key: 'agreements.fault.party-used'
		});
	});
});

describe('money', () => {
	test('outcome payments follow the measured figure and never pass the cap', async () => {
		await setUpEffects(ctx(), run.slug);
		const [step] = await listSteps(db, run.id);
		const indicator = await addIndicator(ctx(), run.slug, {
			step: step!.id,
			name: 'Andel kvar efter ett år',
			source: 'Register',
			unit: 'share',
			direction: 'up'
		});
		await addOutcome(ctx(), run.slug, id, {
			indicator,
			terms: 'Per procentenhet över sextio.',
			threshold: 60,
			target: 80,
			priceMinor: 1_000_00,
			basis: 'unit',
			capMinor: 15_000_00,
			measuredBy: '2025-12-31'
		});
		const outcome = (await detail()).outcomes[0]!;
		await planPayment(ctx(), run.slug, id, {
			payer: run.organisation.id,
			payee: supplier.id,
			kind: 'outcome',
			outcome: outcome.id,
			plannedOn: '2025-06-30',
			plannedMinor: 15_000_00
		});
		const payment = (await detail()).payments[0]!;
		const pay = (paidMinor: number) =>
			recordPayment(ctx(), run.slug, id, { payment: payment.id, paidOn: '2025-06-30', paidMinor });
		await expect(pay(1_00)).rejects.toMatchObject({ key: 'agreements.fault.over-outcome' });
		await reportMeasurement(ctx(), run.slug, indicator, {
			kind: 'measurement',
			periodStart: '2024-01-01',
			periodEnd: '2024-12-31',
			value: 65,
			n: 60,
			design: 2
		});
		expect((await detail()).outcomes[0]).toMatchObject({ measured: 65, n: 60, due: 5_000_00, paid: 0 });
		await expect(pay(5_001_00)).rejects.toMatchObject({ key: 'agreements.fault.over-outcome' });
		const twice = await Promise.allSettled([pay(5_000_00), pay(5_000_00)]);
		expect(twice.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
		expect((await detail()).paid).toBe(5_000_00);
	});

	test('a fixed payment over the cap of the whole agreement is refused; a planned one can be cancelled', async () => {
		await planPayment(ctx(), run.slug, id, {
			payer: run.organisation.id,
			payee: supplier.id,
			kind: 'fixed',
			plannedOn: '2025-07-31',
			plannedMinor: 96_000_00
		});
		const payment = (await detail()).payments.find((one) => one.kind === 'fixed')!;
		await expect(
			recordPayment(ctx(), run.slug, id, { payment: payment.id, paidOn: '2025-07-31', paidMinor: 96_000_00 })
		).rejects.toMatchObject({ key: 'agreements.fault.over-cap' });
		await cancelPayment(ctx(), run.slug, id, { payment: payment.id, reason: 'Felräknat' });
		await expect(
			cancelPayment(ctx(), run.slug, id, { payment: payment.id, reason: 'Felräknat' })
		).rejects.toMatchObject({ code: 'conflict' });
	});

	test('payer and payee must be parties', async () => {
		const outsider = await makeOrganisation(db);
		const plan = planPayment(ctx(), run.slug, id, {
			payer: run.organisation.id,
			payee: outsider.id,
			kind: 'fixed',
			plannedOn: '2025-07-31',
			plannedMinor: 1_00
		});
		await expect(plan).rejects.toMatchObject({ fields: { payee: 'agreements.fault.not-party' } });
	});

	test('a milestone is settled once', async () => {
		await addMilestone(ctx(), run.slug, id, { title: 'Första terminen är genomförd', dueOn: '2025-06-15' });
		const milestone = (await detail()).milestones[0]!;
		expect(milestone.late).toBe(true);
		const settle = () =>
			settleMilestone(ctx(), run.slug, id, {
				milestone: milestone.id,
				outcome: 'partly',
				settledOn: '2025-06-20'
			});
		await settle();
		await expect(settle()).rejects.toMatchObject({ code: 'conflict' });
	});
});

describe('who may', () => {
	test('a draft is unknown to visitors and strangers, readable by parties; only procurement edits', async () => {
		const party = await makePerson(db, { member: [{ organisationId: supplier.id }] });
		const stranger = await makePerson(db);
		await expect(accessAgreement(visitor(db), run.slug, id)).rejects.toMatchObject({ code: 'not-found' });
		await expect(accessAgreement(stranger.ctx, run.slug, id)).rejects.toMatchObject({ code: 'not-found' });
		expect((await accessAgreement(party.ctx, run.slug, id)).id).toBe(id);
		await expect(
			addMilestone(party.ctx, run.slug, id, { title: 'x', dueOn: '2025-01-01' })
		).rejects.toMatchObject({ code: 'forbidden' });
		const officer = await makeTeamMember(db, run.id, 'procurement-officer');
		await addMilestone(officer.ctx, run.slug, id, { title: 'Slutrapport', dueOn: '2026-01-01' });
	});

	test('published, everybody reads; ended, nobody changes', async () => {
		await publishAgreement(ctx(), run.slug, id);
		expect((await accessAgreement(visitor(db), run.slug, id)).id).toBe(id);
		await endAgreement(ctx(), run.slug, id, 'Tiden är ute.');
		await expect(
			addMilestone(ctx(), run.slug, id, { title: 'Sent', dueOn: '2026-01-01' })
		).rejects.toMatchObject({ key: 'agreements.fault.ended' });
	});
});

test('terms, parties and milestones are exported and come back the same', async () => {
	const other = await makeInitiative(db);
	const before = await agreementKind.exportFrom(db, run.id);
	await db
		.transaction()
		.execute((tx) =>
			agreementKind.importInto(
				tx,
				other.coordinator.ctx,
				other.id,
				agreementKind.exported.parse(JSON.parse(JSON.stringify(before)))
			)
		);
	expect(await agreementKind.exportFrom(db, other.id)).toEqual(before);
});

describe('an agreement in another language', () => {
	test('is translated also when it has ended; what was written first stays the original', async () => {
		const made = await makeInitiative(db, { published: true });
		const writer = made.coordinator.ctx;
		const english = { ...writer, lang: 'en' as const };
		const agreement = await draftAgreement(writer, made.slug, {
			title: 'Avtal',
			form: 'grant',
			purpose: 'Fler barn stannar kvar.'
		});
		await addMilestone(writer, made.slug, agreement, { title: 'Alla är med', dueOn: '2099-01-01' });
		await endAgreement(writer, made.slug, agreement, 'Tiden är slut.');
		const texts = async (lang: 'sv' | 'en') =>
			textsToTranslate(await findAgreement(db, made.id, agreement), lang);
		expect(await texts('sv')).toEqual([]);
		const [purpose, milestone, ended] = (await texts('en')).map(({ key }) => key);
		expect([purpose, milestone, ended].map((key) => key!.split(':')[0])).toEqual([
			'purpose',
			'milestone',
			'ended'
		]);
		const words = { [milestone!]: 'All are in', [ended!]: ' The term is over. ', 'milestone:other': 'x' };
		expect(await translateAgreement(english, made.slug, agreement, words)).toBe(2);
		const [after] = (await findAgreement(db, made.id, agreement)).milestones;
		expect(after!.title).toMatchObject({ o: 'sv', v: 1, t: { sv: 'Alla är med', en: 'All are in' } });
		expect((await texts('en')).map(({ own }) => own)).toEqual(['', 'All are in', 'The term is over.']);
		// Nothing of it is written in Swedish from the Swedish page.
		expect(await translateAgreement(writer, made.slug, agreement, { [milestone!]: 'Annat' })).toBe(0);
		const long = translateAgreement(english, made.slug, agreement, { [purpose!]: 'x'.repeat(4_001) });
		await expect(long).rejects.toMatchObject({
			code: 'invalid',
			fields: { [purpose!]: 'agreements.translate.long' }
		});
		const reader = await makeTeamMember(db, made.id, 'reader');
		await expect(translateAgreement(reader.ctx, made.slug, agreement, {})).rejects.toMatchObject({
			code: 'forbidden'
		});
	});
});
