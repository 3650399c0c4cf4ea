import { describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { openFile } from '#platform/server/files/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { accessOrganisation, actForOrganisation, draftForOrganisation } from './access.ts';
import { claimOrganisation, decideClaim, withdrawClaim } from './claims.ts';
import { claimsForMe } from './claims-waiting.ts';
import { draftableOrganisations, mayDraftFor } from './pick.ts';
import { peoplePage } from './people-page.ts';
import { testWorld } from './test-world.ts';
import './proof.ts';

const { db } = await testDb();
const world = testWorld(db);
const leader = await world.leader();
const words = 'Jag är anställd som verksamhetschef sedan 2019.';
const wish = { role: 'representative', words } as const;

const claimed = async (name: string, organisation?: { id: string; slug: string }) => {
	const org = organisation ?? (await world.organisation(leader));
	const personId = await world.person(name);
	const claim = await claimOrganisation(await world.as(personId), org.slug, wish);
	return { org, personId, claim };
};
const queued = async (name: string) => {
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from pgboss.job
		where data->>'name' = 'mail.send' and data->'data'->>'template' = ${name}`.execute(db);
	return rows[0]!.n;
};

describe('who is told that a claim waits', () => {
	it('process leaders of all, representatives of their own, nobody else', async () => {
		const { org, claim } = await claimed('Viola Väntar');
		const as = async (name: string, role: 'member' | 'representative', id = org.id) =>
			world.as((await world.member(id, name, role)).id);
		const own = await as('Ragna Representant', 'representative');
		const member = await as('Malte Medlem', 'member');
		const elsewhere = await as('Ture Annan', 'representative', (await world.organisation(leader)).id);
		expect(await claimsForMe(own)).toEqual([
			{ count: 1, organisation: { name: expect.any(String), slug: org.slug } }
		]);
		expect(await claimsForMe(member)).toEqual([]);
		expect(await claimsForMe(elsewhere)).toEqual([]);
		const before = (await claimsForMe(leader))[0]!;
		expect(before.organisation).toBeNull();
		await decideClaim(own, { claim, outcome: 'refused', reason: 'Vi känner inte Viola' });
		expect(await claimsForMe(own)).toEqual([]);
		expect((await claimsForMe(leader))[0]?.count ?? 0).toBe(before.count - 1);
	});
});

describe('until a claim is approved', () => {
	it('one may draft and nothing more', async () => {
		const { org, personId } = await claimed('Disa Drafter');
		const ctx = await world.as(personId);
		expect(await mayDraftFor(db, ctx.actor, org.id)).toBe(true);
		expect(await draftableOrganisations(db, ctx.actor)).toMatchObject([{ id: org.id, mayAct: false }]);
		await expect(accessOrganisation(ctx, org.slug, draftForOrganisation)).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(accessOrganisation(ctx, org.slug, actForOrganisation)).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(peoplePage(ctx, org.slug)).rejects.toMatchObject({ code: 'forbidden' });
	});

	it('approval opens the doors, and tells the person', async () => {
		const { org, personId, claim } = await claimed('Greta Godkänd');
		const before = await queued('actors.claim-decided');
		await decideClaim(leader, { claim, outcome: 'approved' });
		const ctx = await world.as(personId);
		await expect(accessOrganisation(ctx, org.slug, actForOrganisation)).resolves.toMatchObject({
			id: org.id
		});
		expect(await draftableOrganisations(db, ctx.actor)).toMatchObject([{ id: org.id, mayAct: true }]);
		expect(await queued('actors.claim-decided')).toBe(before + 1);
	});

	it('refusal needs a reason and gives nothing', async () => {
		const { org, personId, claim } = await claimed('Nils Nekad');
		await expect(decideClaim(leader, { claim, outcome: 'refused' })).rejects.toMatchObject({
			code: 'invalid'
		});
		await decideClaim(leader, { claim, outcome: 'refused', reason: 'Underlaget räcker inte' });
		expect(await mayDraftFor(db, (await world.as(personId)).actor, org.id)).toBe(false);
	});

	it('the claimant may change their mind, nobody else for them', async () => {
		const { personId, claim } = await claimed('Åke Ångrar');
		const other = await world.person('Någon Annan');
		await expect(withdrawClaim(await world.as(other), claim)).rejects.toMatchObject({ code: 'not-found' });
		await withdrawClaim(await world.as(personId), claim);
		await expect(decideClaim(leader, { claim, outcome: 'approved' })).rejects.toMatchObject({
			code: 'conflict'
		});
	});
});

describe('who decides', () => {
	it('a representative, up to their own role', async () => {
		const org = await world.organisation(leader);
		const representative = await world.member(org.id, 'Ritva Rep', 'representative');
		const { personId, claim } = await claimed('Kalle Kollega', org);
		const ctx = await world.as(representative.id);
		await expect(
			decideClaim(ctx, { claim, outcome: 'approved', role: 'decision-maker' })
		).rejects.toMatchObject({ fields: { role: 'actors.people.error.above' } });
		await decideClaim(ctx, { claim, outcome: 'approved', role: 'member' });
		expect((await world.as(personId)).actor.memberships).toMatchObject([{ role: 'member' }]);
	});

	it('neither strangers, plain members nor the claimant', async () => {
		const org = await world.organisation(leader);
		const plain = await world.member(org.id, 'Mats Medlem');
		const { personId, claim } = await claimed('Egon Egen', org);
		const stranger = await world.person('Frida Främling');
		for (const id of [plain.id, stranger, personId]) {
			const decide = decideClaim(await world.as(id), { claim, outcome: 'approved' });
			await expect(decide).rejects.toMatchObject({ code: 'forbidden' });
		}
		await expect(decideClaim(world.visitor, { claim, outcome: 'approved' })).rejects.toMatchObject({
			code: 'sign-in'
		});
	});

	it('a process leader cannot approve their own', async () => {
		const org = await world.organisation(leader);
		const claim = await claimOrganisation(leader, org.slug, wish);
		await expect(decideClaim(leader, { claim, outcome: 'approved' })).rejects.toMatchObject({
			key: 'actors.claim.error.own'
		});
	});

	it('mails go to representatives, or to process leaders where there is none', async () => {
		const org = await world.organisation(leader);
		const before = await queued('actors.claim-made');
		await claimed('Ett Första', org);
		expect(await queued('actors.claim-made')).toBe(before + 1);
		await world.member(org.id, 'Rep Ett', 'representative');
		await world.member(org.id, 'Rep Två', 'decision-maker');
		await claimed('Ett Andra', org);
		expect(await queued('actors.claim-made')).toBe(before + 3);
	});

	it('the first decision-maker of an organisation is for a process leader, not for a representative', async () => {
		const org = await world.organisation(leader);
		const representative = await world.member(org.id, 'Rep Ensam', 'representative');
		const before = await queued('actors.claim-made');
		const ctx = await world.as(await world.person('Dag Beslut'));
		const claim = await claimOrganisation(ctx, org.slug, { role: 'decision-maker', words });
		expect(await queued('actors.claim-made')).toBe(before + 1);
		const own = await world.as(representative.id);
		await expect(decideClaim(own, { claim, outcome: 'approved' })).rejects.toMatchObject({ code: 'invalid' });
		await decideClaim(own, { claim, outcome: 'refused', reason: 'Hon är inte vald än' });
	});
});

describe('at the same moment', () => {
	it('two claims of one person become one', async () => {
		const org = await world.organisation(leader);
		const personId = await world.person('Dubbel Klick');
		const ctx = await world.as(personId);
		const both = await Promise.allSettled([1, 2].map(() => claimOrganisation(ctx, org.slug, wish)));
		expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
		const open = db.selectFrom('organisation_claim').select('id').where('person_id', '=', personId);
		expect(await open.execute()).toHaveLength(1);
	});

	it('two deciders: one answer stands', async () => {
		const { personId, claim } = await claimed('Två Svar');
		const other = await world.leader();
		const both = await Promise.allSettled([
			decideClaim(leader, { claim, outcome: 'approved' }),
			decideClaim(other, { claim, outcome: 'refused', reason: 'Nej' })
		]);
		expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
		const row = await db
			.selectFrom('organisation_claim')
			.select('outcome')
			.where('id', '=', claim)
			.executeTakeFirstOrThrow();
		const memberships = (await world.as(personId)).actor.memberships;
		expect(memberships).toHaveLength(row.outcome === 'approved' ? 1 : 0);
	});
});

it('a proof is read by its sender and by those who decide', async () => {
	const org = await world.organisation(leader);
	const personId = await world.person('Pia Papper');
	const stranger = await world.person('Snok');
	const plain = await world.member(org.id, 'Plain Medlem');
	const proof = new File(['Firmateckning'], 'bevis.txt', { type: 'text/plain' });
	const claim = await claimOrganisation(await world.as(personId), org.slug, { ...wish, proof });
	const representative = await world.member(org.id, 'Rep Resentant', 'representative');
	const file = await db
		.selectFrom('file')
		.select('id')
		.where('subject_id', '=', claim)
		.executeTakeFirstOrThrow();
	for (const id of [personId, representative.id])
		expect(await openFile(await world.as(id), file.id)).not.toBeNull();
	expect(await openFile(leader, file.id)).not.toBeNull();
	for (const id of [stranger, plain.id]) expect(await openFile(await world.as(id), file.id)).toBeNull();
	expect(await openFile(world.visitor, file.id)).toBeNull();
});

it('the chains of all this verify', async () => {
	expect((await verifyAudit(db)).faults).toEqual([]);
});
