import '../../composition.ts';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { makeOrganisation, makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import { publicProcurement } from '#capabilities/procurements/index.ts';
import { makeProcurement, passDeadline, type MadeProcurement } from '#capabilities/procurements/testing.ts';
import { code } from '#capabilities/procurements/testing-rounds.ts';
import type { Context } from '#platform/server/context.ts';
import { openDb } from '#platform/server/db/index.ts';
import { PAGES_ROLE } from '#platform/server/db/pages-role.ts';
import { erasePersonalData, showPersonalData } from '#platform/server/privacy/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import {
	accessContact,
	answerContact,
	contactPartner,
	dropClosed,
	handleReport,
	myContacts,
	openReports,
	partnersPage,
	reportContact,
	reportWish,
	saveWish,
	withdrawWish
} from './index.ts';

const { db, url } = await testDb();
const pages = openDb(url, 2, PAGES_ROLE);
afterAll(() => pages.destroy());

async function supplier(name: string) {
	const organisation = await makeOrganisation(db, { name, sector: 'social-enterprise' });
	const email = `rut-${organisation.id}@example.org`;
	const person = await makePerson(db, {
		name: `Rut på ${name}`,
		email,
		member: [{ organisationId: organisation.id, role: 'representative' }]
	});
	return { organisation, email, ...person };
}
type Supplier = Awaited<ReturnType<typeof supplier>>;

const wish = (of: Supplier, revision = 0) => ({
	organisationId: of.organisation.id,
	revision,
	brings: 'Vi har lokaler mitt i byn.',
	needs: 'Någon som kan mäta effekter.'
});
const save = (made: MadeProcurement, of: Supplier, revision?: number) =>
	saveWish(of.ctx, made.ref.id, wish(of, revision));

async function contacted() {
	const made = await makeProcurement(db);
	const [alfa, beta] = [await supplier('Alfa'), await supplier('Beta')];
	await save(made, alfa);
	const wishId = (await partnersPage(beta.ctx, made.ref.id)).wishes[0]!.id;
	const message = { wishId, organisationId: beta.organisation.id, body: 'Vi mäter gärna, vi hörs.' };
	const id = await contactPartner(beta.ctx, made.ref.id, message);
	return { made, alfa, beta, wishId, message, id };
}

const mailsTo = async (personId: string) => {
	const { rows } = await sql<{ data: string }>`select data::text from pgboss.job
		where data->'data'->>'template' like 'partners.%'`.execute(db);
	return rows.filter(({ data }) => data.includes(personId)).map(({ data }) => data);
};

describe('looking for partners', () => {
	it('is shown to those who may act for an organisation, and to nobody on the buyer’s side', async () => {
		const made = await makeProcurement(db);
		const [alfa, beta] = [await supplier('Alfa'), await supplier('Beta')];
		const colleague = await makePerson(db, {
			member: [{ organisationId: alfa.organisation.id, role: 'member' }]
		});
		const both = await makePerson(db, {
			member: [{ organisationId: alfa.organisation.id, role: 'representative' }]
		});
		await db
			.insertInto('team_member')
			.values({ initiative_id: made.run.id, person_id: both.id, role: 'editor' })
			.execute();
		const leader = await makePerson(db, {
			platform: ['process-leader'],
			member: [{ organisationId: alfa.organisation.id, role: 'representative' }]
		});
		const buyers = [made.officer, made.opener, ...made.evaluators, made.holders.e, made.run.decider];
		const inside = [...buyers, made.run.coordinator, both, leader];
		const look = async () => {
			const seen = [];
			for (const { ctx } of inside) seen.push(await code(partnersPage(ctx, made.ref.id)));
			for (const { ctx } of inside)
				seen.push(JSON.stringify(await publicProcurement({ ...ctx, db: pages }, made.ref)));
			seen.push(
				await db
					.selectFrom('audit_entry')
					.selectAll()
					.where('chain_id', '=', `initiative:${made.run.id}`)
					.execute(),
				await db.selectFrom('news').selectAll().where('initiative_id', '=', made.run.id).execute()
			);
			for (const table of ['partner_wish', 'partner_contact', 'partner_report'])
				seen.push((await sql`select count(*) from ${sql.table(table)}`.execute(pages)).rows);
			return JSON.stringify(seen);
		};
		const none = await look();
		expect(none.match(/forbidden partners\.refuse\.buyer/g)).toHaveLength(inside.length);
		for (const of of [alfa, beta]) await save(made, of);
		await contactPartner(beta.ctx, made.ref.id, {
			wishId: (await partnersPage(beta.ctx, made.ref.id)).wishes.find((one) => !one.own)!.id,
			organisationId: beta.organisation.id,
			body: 'Ska vi slå ihop oss?'
		});
		expect(await look()).toBe(none);
		// Negative control: whoever owns the tables sees them, and the rows are there.
		expect(await db.selectFrom('partner_wish').select('id').execute()).toHaveLength(2);
		expect(await code(partnersPage(colleague.ctx, made.ref.id))).toBe(
			'forbidden partners.refuse.representative'
		);
		expect(await code(partnersPage(visitor(db), made.ref.id))).toMatch(/^sign-in/);
		expect(
			(await partnersPage(beta.ctx, made.ref.id)).wishes.map((one) => [one.organisation, one.own])
		).toEqual([
			['Beta', true],
			['Alfa', false]
		]);
	});

	it('can be changed and taken back; of two who write at once the second is told', async () => {
		const made = await makeProcurement(db);
		const alfa = await supplier('Alfa');
		const twice = await Promise.all([code(save(made, alfa)), code(save(made, alfa))]);
		expect(twice.toSorted()).toEqual(['conflict partners.refuse.changed', 'done']);
		expect((await Promise.all([code(save(made, alfa, 1)), code(save(made, alfa, 1))])).toSorted()).toEqual([
			'conflict partners.refuse.changed',
			'done'
		]);
		const beta = await supplier('Beta');
		expect(await code(withdrawWish(beta.ctx, made.ref.id, alfa.organisation.id))).toMatch(/^forbidden/);
		await withdrawWish(alfa.ctx, made.ref.id, alfa.organisation.id);
		expect((await partnersPage(alfa.ctx, made.ref.id)).wishes).toEqual([]);
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	it('goes away at the deadline, before the row is swept', async () => {
		const { made, alfa, beta, id } = await contacted();
		await passDeadline(db, made.ref);
		expect(await code(partnersPage(beta.ctx, made.ref.id))).toBe('conflict partners.refuse.closed');
		expect(await code(save(made, alfa, 1))).toBe('conflict partners.refuse.closed');
		expect(await code(accessContact(beta.ctx, id))).toMatch(/^not-found/);
		const open = await contacted();
		await dropClosed(db);
		const left = await db.selectFrom('partner_wish').select('id').execute();
		expect(left.map((one) => one.id)).toContain(open.wishId);
		expect(await db.selectFrom('partner_contact').select('id').where('id', '=', id).execute()).toEqual([]);
	});
});

describe('writing to each other', () => {
	it('shows no address until the answer says so; the mail holds ids', async () => {
		const { made, alfa, beta, message, id } = await contacted();
		expect(await code(contactPartner(beta.ctx, made.ref.id, message))).toBe(
			'conflict partners.refuse.written'
		);
		const gamma = await supplier('Gamma');
		expect(await code(accessContact(gamma.ctx, id))).toMatch(/^not-found/);
		expect(JSON.stringify(await accessContact(alfa.ctx, id))).not.toContain('@');
		expect(await code(answerContact(beta.ctx, id, { answer: 'Ja!', shared: 'yes' }))).toMatch(/^forbidden/);
		await answerContact(alfa.ctx, id, { answer: 'Gärna, ring oss.', shared: 'yes' });
		expect(await code(answerContact(alfa.ctx, id, { answer: 'Igen', shared: 'no' }))).toBe(
			'conflict partners.refuse.answered'
		);
		expect((await accessContact(alfa.ctx, id)).address).toBe(beta.email);
		expect((await accessContact(beta.ctx, id)).address).toBe(alfa.email);
		expect([await mailsTo(alfa.id), await mailsTo(beta.id)].map((one) => one.length)).toEqual([1, 1]);
		for (const data of [...(await mailsTo(alfa.id)), ...(await mailsTo(beta.id))])
			expect(data).not.toMatch(/@|Gärna|mäter|Alfa|Beta/);
		expect(await mailsTo(made.officer.id)).toEqual([]);
	});

	it('or says no, and then shows none', async () => {
		const { alfa, beta, id } = await contacted();
		await answerContact(alfa.ctx, id, { answer: 'Nej tack.', shared: 'no' });
		for (const ctx of [alfa.ctx, beta.ctx]) expect((await accessContact(ctx, id)).address).toBeNull();
	});

	it('is limited', async () => {
		const made = await makeProcurement(db);
		const beta = await supplier('Beta');
		const send = async (at: number) => {
			const other = await supplier(`Nr${at}`);
			await save(made, other);
			const { wishes } = await partnersPage(beta.ctx, made.ref.id);
			const wishId = wishes.find((one) => one.organisation === `Nr${at}`)!.id;
			return code(
				contactPartner(beta.ctx, made.ref.id, {
					wishId,
					organisationId: beta.organisation.id,
					body: 'Hej, vi finns.'
				})
			);
		};
		const answers = [];
		for (let at = 0; at < 11; at++) answers.push(await send(at));
		expect(answers.slice(0, 10)).toEqual(Array(10).fill('done'));
		expect(answers[10]).toBe('rate-limited error.rate-limited');
	});

	it('can be reported, and removed by an administrator who is not the buyer’s', async () => {
		const { made, alfa, beta, wishId, id } = await contacted();
		await reportWish(beta.ctx, made.ref.id, { wishId, reason: 'Det är reklam.' });
		await reportContact(alfa.ctx, id, 'Det är hot.');
		const admin = await makePerson(db, { platform: ['administrator'] });
		const buyers = await makeTeamMember(db, made.run.id, 'editor', {});
		await db
			.insertInto('platform_role')
			.values({ person_id: buyers.id, role: 'administrator' } as never)
			.execute();
		const elevated: Context = {
			...buyers.ctx,
			actor: { ...buyers.ctx.actor, platformRoles: ['administrator'] }
		};
		const concerns = (ctx: Context) =>
			openReports(ctx).then((all) => all.filter((one) => /reklam|hot/.test(one.reason)));
		expect(await concerns(elevated)).toEqual([]);
		expect(await code(openReports(beta.ctx))).toMatch(/^forbidden/);
		const [, threat] = await concerns(admin.ctx);
		await handleReport(admin.ctx, { reportId: threat!.id, act: 'remove' });
		expect(await code(accessContact(alfa.ctx, id))).toMatch(/^not-found/);
		const [advert] = await concerns(admin.ctx);
		await handleReport(admin.ctx, { reportId: advert!.id, act: 'remove' });
		expect((await partnersPage(beta.ctx, made.ref.id)).wishes).toEqual([]);
	});
});

it('is shown in a person’s file, and erased with them', async () => {
	const { alfa, beta, id } = await contacted();
	await answerContact(alfa.ctx, id, { answer: 'Gärna.', shared: 'yes' });
	expect(JSON.stringify((await showPersonalData(db, beta.id, 'sv')).partners)).toContain('Vi mäter gärna');
	expect(JSON.stringify((await showPersonalData(db, alfa.id, 'sv')).partners)).toContain('lokaler');
	await db.transaction().execute((tx) => erasePersonalData(tx, alfa.id));
	const [contact] = await myContacts(beta.ctx);
	expect(contact).toMatchObject({ answer: null, address: null });
	await db.transaction().execute((tx) => erasePersonalData(tx, beta.id));
	expect(await db.selectFrom('partner_contact').select('id').where('id', '=', id).execute()).toEqual([]);
});
