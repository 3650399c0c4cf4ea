import '../../composition.ts';
import { describe, expect, it } from 'vitest';
import { makeOrganisation, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { templatesFor } from './server/by-hand.ts';
import { saveGrounds, saveRequirement, saveReservation, removeRequirement } from './server/conditions.ts';
import { loadProcurement } from './server/load.ts';
import { listedTenders } from './server/opening-list.ts';
import { lackingOf } from './server/publish.ts';
import { publicProcurement } from './server/public.ts';
import { sealAndSubmit, toSeal } from './server/submit.ts';
import { addPartner, answerPartnership } from './server/tenders.ts';
import { loadTender } from './server/tender-access.ts';
import { readSolution } from './server/vault.ts';
import { contentOf, deliver, makeProcurement, makeTender, publish } from './testing.ts';
import { code, open, roundIdOf } from './testing-rounds.ts';

const { db } = await testDb();

const holds = { holds: true, note: '' };

describe('what must be declared', () => {
	it('is written by whoever prepares the call, one revision at a time, and fixed at publication', async () => {
		const made = await makeProcurement(db, { published: false, conditions: true });
		const loaded = async () => (await loadProcurement(db, made.ref.id))!;
		const { revision, conditions } = await loaded();
		expect(conditions.map((one) => [one.kind, one.ground])).toEqual([
			['exclusion', 'crime'],
			['exclusion', 'taxes'],
			['qualification', null]
		]);
		const two = await Promise.all(
			['taxes', 'duties'].map((ground) =>
				code(saveGrounds(made.officer.ctx, made.ref, { revision, grounds: [ground] }))
			)
		);
		expect(two.toSorted()).toEqual(['conflict procurement.refuse.revision', 'done']);
		expect((await loaded()).conditions.filter((one) => one.kind === 'exclusion')).toHaveLength(1);
		const asked = { revision: (await loaded()).revision, grounds: [] };
		expect(await code(saveGrounds(made.evaluators[0].ctx, made.ref, asked))).toMatch(/^forbidden/);
		await publish(made.officer.ctx, made.ref);
		const after = { revision: (await loaded()).revision };
		const refused = 'conflict procurement.refuse.published';
		const [last] = (await loaded()).conditions.slice(-1);
		expect(await code(saveGrounds(made.officer.ctx, made.ref, { ...after, grounds: [] }))).toBe(refused);
		expect(await code(saveReservation(made.officer.ctx, made.ref, { ...after, reserved: 'sheltered' }))).toBe(
			refused
		);
		expect(await code(removeRequirement(made.officer.ctx, made.ref, last!.id, after.revision))).toBe(refused);
		const page = await publicProcurement(visitor(db), made.ref);
		expect(page.procurement.conditions).toHaveLength(2);
	});

	it('comes from the law where a call is reserved, with its limit in time', async () => {
		const made = await makeProcurement(db, { published: false });
		const reserve = async (reserved: 'none' | 'sheltered' | 'services') =>
			saveReservation(made.officer.ctx, made.ref, {
				revision: (await loadProcurement(db, made.ref.id))!.revision,
				reserved,
				lowPercent: 60
			});
		const grounds = async () => (await loadProcurement(db, made.ref.id))!.conditions.map((one) => one.ground);
		await reserve('sheltered');
		expect(await grounds()).toEqual(['sheltered-purpose', 'sheltered-share']);
		await reserve('services');
		expect(await grounds()).toHaveLength(4);
		const lacking = async () => lackingOf(made.officer.ctx, (await loadProcurement(db, made.ref.id))!);
		expect(await lacking()).toEqual([]);
		const setEnd = (day: string) =>
			db
				.updateTable('procurement_round')
				.set({ ends_on: day })
				.where('procurement_id', '=', made.ref.id)
				.where('number', '=', 3)
				.execute();
		await setEnd('2101-12-31');
		expect(await lacking()).toEqual([]);
		await setEnd('2102-01-01');
		expect(await lacking()).toEqual(['written.lacking.years']);
		await reserve('none');
		expect(await grounds()).toEqual([]);
		expect(await lacking()).toEqual([]);
	});

	it('is changed where it stands, and never taken from another call', async () => {
		const [one, two] = [
			await makeProcurement(db, { published: false, conditions: true }),
			await makeProcurement(db, { published: false })
		];
		const { conditions } = (await loadProcurement(db, one.ref.id))!;
		const { revision } = (await loadProcurement(db, two.ref.id))!;
		const words = { revision, statement: 'Vi har ett kansli.', mandatory: 'no' as const };
		expect(await code(saveRequirement(two.officer.ctx, two.ref, conditions[2]!.id, words))).toMatch(
			/^not-found/
		);
		expect(await code(removeRequirement(two.officer.ctx, two.ref, conditions[2]!.id, revision))).toMatch(
			/^not-found/
		);
		// A ground of the law is no requirement of one's own.
		const own = { ...words, revision: (await loadProcurement(db, one.ref.id))!.revision };
		expect(await code(saveRequirement(one.officer.ctx, one.ref, conditions[0]!.id, own))).toMatch(
			/^not-found/
		);
		await saveRequirement(one.officer.ctx, one.ref, conditions[2]!.id, own);
		const [, , changed] = (await loadProcurement(db, one.ref.id))!.conditions;
		expect([changed!.statement.t.sv, changed!.mandatory]).toEqual(['Vi har ett kansli.', false]);
	});
});

describe('a tender', () => {
	it('declares, sealed with who tenders; the server refuses what it can see is lacking', async () => {
		const made = await makeProcurement(db, { conditions: true });
		const { representative, tenderId, organisation } = await makeTender(db, made, { submitted: false });
		const content = contentOf(made, { organisation });
		const [crime] = made.conditions;
		const some = { ...content, declarations: { [crime!]: holds } };
		expect(await code(sealAndSubmit(representative.ctx, tenderId, some))).toBe(
			'conflict written.refuse.declare'
		);
		const no = { ...content.declarations, [crime!]: { holds: false, note: '' } };
		expect(await code(sealAndSubmit(representative.ctx, tenderId, { ...content, declarations: no }))).toBe(
			'conflict written.refuse.explain'
		);
		const why = { ...no, [crime!]: { holds: false, note: 'Personen har lämnat styrelsen.' } };
		await sealAndSubmit(representative.ctx, tenderId, { ...content, declarations: why });
		await open(made);
		expect((await readSolution(db, tenderId)).declared).toEqual({ '': why });
	});

	it('carries what each partner declared when it confirmed, and the opening tells where it does not', async () => {
		const made = await makeProcurement(db, { conditions: true });
		const note = 'Vi har en avbetalningsplan med Skatteverket.';
		const theirs = Object.fromEntries(made.conditions.map((id) => [id, { holds: false, note }]));
		const together = async (name: string) => {
			const lead = await makeTender(db, made, { name, submitted: false });
			const partner = await makeOrganisation(db);
			const person = await makePerson(db, {
				member: [{ organisationId: partner.id, role: 'representative' }]
			});
			await addPartner(lead.member.ctx, lead.tenderId, partner.id);
			const silent = await answerPartnership(person.ctx, lead.tenderId, true).catch((error) => error);
			expect(Object.keys(silent.fields)).toHaveLength(3);
			await answerPartnership(person.ctx, lead.tenderId, true, theirs);
			return { ...lead, partner };
		};
		const [honest, tampering, mute] = [
			await together('Ärlig'),
			await together('Fiffig'),
			await together('Tyst')
		];
		await deliver(honest.representative.ctx, honest.tenderId, contentOf(made));
		// One who seals by hand can write anything; what the partner itself declared is known here.
		const { partner_declared } = await tamper(tampering.tenderId, tampering.partner.id);
		await deliver(tampering.representative.ctx, tampering.tenderId, contentOf(made));
		await restore(tampering.tenderId, partner_declared);
		await deliver(mute.representative.ctx, mute.tenderId, { ...contentOf(made), declarations: {} });
		await open(made);
		const listed = await listedTenders(db, await roundIdOf(made));
		const remarks = (id: string) => listed.find((one) => one.id === id)!.remarks;
		expect(listed.map((one) => one.fault)).toEqual([null, null, null]);
		expect(remarks(honest.tenderId)).toEqual([]);
		expect(remarks(tampering.tenderId)).toEqual(['written.remark.declaration']);
		expect(remarks(mute.tenderId)).toEqual(['written.remark.declaration']);
		expect((await readSolution(db, honest.tenderId)).declared[honest.partner.id]).toEqual(theirs);
	});

	it('can be declared by hand: templates ask for it before what partners have declared', async () => {
		const made = await makeProcurement(db, { conditions: true });
		const { member, tenderId } = await makeTender(db, made, { submitted: false });
		const partner = await makeOrganisation(db);
		const person = await makePerson(db, { member: [{ organisationId: partner.id, role: 'representative' }] });
		await addPartner(member.ctx, tenderId, partner.id);
		const theirs = Object.fromEntries(made.conditions.map((id) => [id, holds]));
		await answerPartnership(person.ctx, tenderId, true, theirs);
		const { 'identity.txt': text } = await templatesFor(member.ctx, tenderId);
		const kinds = [...text!.matchAll(/^=== (\S+)/gm)].map(([, kind]) => kind);
		const three = Array<string>(3).fill('condition');
		expect(kinds).toEqual(['organisation', ...three, 'partner', ...three]);
		expect((await toSeal(db, (await loadTender(db, tenderId))!)).identity.partners[0]!.declarations).toEqual(
			theirs
		);
	});
});

async function tamper(tenderId: string, organisationId: string) {
	const { declarations } = await db
		.selectFrom('tender_partner')
		.select('declarations')
		.where('tender_id', '=', tenderId)
		.executeTakeFirstOrThrow();
	const said = JSON.stringify(declarations).replaceAll('false', 'true');
	await db
		.updateTable('tender_partner')
		.set({ declarations: said })
		.where('organisation_id', '=', organisationId)
		.execute();
	return { partner_declared: JSON.stringify(declarations) };
}

const restore = (tenderId: string, declarations: string) =>
	db.updateTable('tender_partner').set({ declarations }).where('tender_id', '=', tenderId).execute();
