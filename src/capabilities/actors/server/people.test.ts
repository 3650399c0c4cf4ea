import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { runMail } from './test-mail.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { acceptInvitation, inviteColleague, revokeInvitation, viewInvitation } from './invitations.ts';
import { changeRole, endLending, endMembership, lendTasks, showOnPage } from './people.ts';
import { peoplePage } from './people-page.ts';
import { organisationPage } from './page.ts';
import { testWorld } from './test-world.ts';
import { showPersonalData, erasePersonalData } from '#platform/server/privacy/index.ts';
import './privacy.ts';

const { db } = await testDb();
const world = testWorld(db);
const leader = await world.leader();

const staffed = async () => {
	const org = await world.organisation(leader);
	const rep = await world.member(org.id, `Rep ${org.slug}`, 'representative');
	const plain = await world.member(org.id, `Medlem ${org.slug}`);
	return { org, rep, plain, asRep: await world.as(rep.id), asPlain: await world.as(plain.id) };
};
const day = async (offset: number) => {
	const { rows } = await sql<{
		d: string;
	}>`select ((now() at time zone 'Europe/Stockholm')::date + ${offset}::int) as d`.execute(db);
	return rows[0]!.d;
};

describe('roles', () => {
	it('a representative changes colleagues, up to their own role', async () => {
		const { org, rep, plain, asRep, asPlain } = await staffed();
		await changeRole(asRep, org.slug, {
			membership: plain.membershipId,
			role: 'representative',
			title: 'Chef'
		});
		await expect(
			changeRole(asRep, org.slug, { membership: plain.membershipId, role: 'decision-maker' })
		).rejects.toMatchObject({
			key: 'actors.people.error.above'
		});
		await expect(
			changeRole(asPlain, org.slug, { membership: rep.membershipId, role: 'member' })
		).rejects.toMatchObject({
			code: 'forbidden'
		});
		const page = await peoplePage(asRep, org.slug);
		expect(page.members.map((each) => [each.role, each.title])).toEqual([
			['representative', null],
			['representative', 'Chef']
		]);
	});

	it('the last who may speak for it stays until there is a successor', async () => {
		const { org, rep, plain, asRep } = await staffed();
		await expect(endMembership(asRep, org.slug, rep.membershipId)).rejects.toMatchObject({
			key: 'actors.people.error.last'
		});
		await expect(
			changeRole(asRep, org.slug, { membership: rep.membershipId, role: 'member' })
		).rejects.toMatchObject({
			key: 'actors.people.error.last'
		});
		await changeRole(asRep, org.slug, { membership: plain.membershipId, role: 'representative' });
		await endMembership(asRep, org.slug, rep.membershipId);
	});

	it('two representatives who leave at once: one must stay', async () => {
		const { org, rep, asRep } = await staffed();
		const second = await world.member(org.id, `Andra ${org.slug}`, 'representative');
		const both = await Promise.allSettled([
			endMembership(asRep, org.slug, rep.membershipId),
			endMembership(await world.as(second.id), org.slug, second.membershipId)
		]);
		expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
	});

	it('anybody may leave; nobody may put out a colleague without the right', async () => {
		const { org, plain, rep, asPlain } = await staffed();
		await expect(endMembership(asPlain, org.slug, rep.membershipId)).rejects.toMatchObject({
			code: 'forbidden'
		});
		expect(await endMembership(asPlain, org.slug, plain.membershipId)).toEqual({ own: true });
	});

	it('a membership of another organisation cannot be reached from this one', async () => {
		const { org, asRep } = await staffed();
		const other = await staffed();
		const foreign = other.plain.membershipId;
		await expect(endMembership(asRep, org.slug, foreign)).rejects.toMatchObject({ code: 'conflict' });
		await expect(changeRole(asRep, org.slug, { membership: foreign, role: 'member' })).rejects.toMatchObject({
			code: 'conflict'
		});
	});
});

it('shows on the public page only those who agreed', async () => {
	const { org, plain, rep, asPlain, asRep } = await staffed();
	expect((await organisationPage(world.visitor, org.slug)).people).toEqual([]);
	await expect(showOnPage(asRep, org.slug, plain.membershipId, true)).rejects.toMatchObject({
		code: 'not-found'
	});
	await showOnPage(asPlain, org.slug, plain.membershipId, true);
	expect((await organisationPage(world.visitor, org.slug)).people).toHaveLength(1);
	await endMembership(asRep, org.slug, plain.membershipId);
	expect((await organisationPage(world.visitor, org.slug)).people).toEqual([]);
	expect(rep.id).toBeTruthy();
});

describe('invitations', () => {
	const invited = async (email: string) => {
		const { org, asRep } = await staffed();
		await inviteColleague(asRep, org.slug, { email, role: 'member' });
		const row = await db
			.selectFrom('organisation_invitation')
			.selectAll()
			.where('email', '=', email.toLowerCase())
			.executeTakeFirstOrThrow();
		expect(row.token_hash).toBeNull();
		const mail = await runMail(db, 'actors.invitation', { invitationId: row.id });
		const token = /invitation\/([\w-]+)/.exec(mail.body_text)![1]!;
		return { org, asRep, row, token };
	};

	it('the token is made at sending, is stored hashed, and works once for the invited address', async () => {
		const { org, token, row } = await invited('Ny.Kollega@Exempel.se');
		expect(
			JSON.stringify(await db.selectFrom('organisation_invitation').selectAll().execute())
		).not.toContain(token);
		const stranger = await world.as(await world.person('Främling Ett'));
		await expect(acceptInvitation(stranger, token)).rejects.toMatchObject({
			key: 'actors.invitation.error.address'
		});
		expect(await viewInvitation(stranger, token)).toMatchObject({ matches: false, email: 'n•••@exempel.se' });
		const personId = await world.person('Ny Kollega', 'ny.kollega@exempel.se');
		await acceptInvitation(await world.as(personId), token);
		expect((await world.as(personId)).actor.memberships).toMatchObject([
			{ organisationId: org.id, role: 'member' }
		]);
		await expect(acceptInvitation(await world.as(personId), token)).rejects.toMatchObject({
			code: 'expired'
		});
		expect(row.role).toBe('member');
	});

	it('two clicks at once make one membership', async () => {
		const { token, org } = await invited('dubbel@exempel.se');
		const ctx = await world.as(await world.person('Dubbel', 'dubbel@exempel.se'));
		const both = await Promise.allSettled([acceptInvitation(ctx, token), acceptInvitation(ctx, token)]);
		expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
		const rows = await db
			.selectFrom('membership')
			.select('id')
			.where('organisation_id', '=', org.id)
			.where('person_id', '=', ctx.actor.personId!)
			.execute();
		expect(rows).toHaveLength(1);
	});

	it('ends when taken back, when renewed and after fourteen days', async () => {
		const { org, asRep, row, token } = await invited('borttagen@exempel.se');
		await inviteColleague(asRep, org.slug, { email: 'borttagen@exempel.se', role: 'member' });
		await expect(viewInvitation(world.visitor, token)).rejects.toMatchObject({ code: 'expired' });
		await expect(revokeInvitation(asRep, org.slug, row.id)).rejects.toMatchObject({ code: 'conflict' });
		const old = await invited('gammal@exempel.se');
		await expect(viewInvitation(world.visitor, old.token)).resolves.toBeTruthy();
		await sql`update organisation_invitation set expires_at = expires_at - interval '14 days' where id = ${old.row.id}`.execute(
			db
		);
		await expect(viewInvitation(world.visitor, old.token)).rejects.toMatchObject({ code: 'expired' });
	});

	it('are sent by representatives, for roles up to their own, to those who do not belong', async () => {
		const { org, asRep, asPlain } = await staffed();
		const to = { email: 'x@exempel.se', role: 'member' } as const;
		await expect(inviteColleague(asPlain, org.slug, to)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(inviteColleague(leader, org.slug, to)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(inviteColleague(asRep, org.slug, { ...to, role: 'decision-maker' })).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(
			inviteColleague(asRep, org.slug, { ...to, email: asPlain.actor.email! })
		).rejects.toMatchObject({
			fields: { email: 'actors.invite.error.member' }
		});
	});
});

describe('lending tasks', () => {
	it('gives the substitute the role between the two days, and takes it back', async () => {
		const { org, rep, plain, asRep } = await staffed();
		const today = await day(0);
		await lendTasks(asRep, org.slug, {
			membership: rep.membershipId,
			substitute: plain.id,
			startsOn: today,
			endsOn: await day(3)
		});
		const roles = async () =>
			(await world.as(plain.id)).actor.memberships.map((each) => [each.role, each.substitute]);
		expect(await roles()).toContainEqual(['representative', true]);
		const asSubstitute = await world.as(plain.id);
		await expect(
			changeRole(asSubstitute, org.slug, { membership: plain.membershipId, role: 'representative' })
		).rejects.toMatchObject({
			code: 'forbidden'
		});
		const lending = (await peoplePage(asRep, org.slug)).members[0]!.lendings[0]!;
		await endLending(asSubstitute, org.slug, lending.id);
		expect(await roles()).toEqual([['member', false]]);
	});

	it('does not begin before its day', async () => {
		const { org, rep, plain, asRep } = await staffed();
		await lendTasks(asRep, org.slug, {
			membership: rep.membershipId,
			substitute: plain.id,
			startsOn: await day(1),
			endsOn: await day(3)
		});
		expect((await world.as(plain.id)).actor.memberships).toHaveLength(1);
	});

	it('is refused to strangers and over days already lent, also at the same moment', async () => {
		const { org, rep, plain, asRep } = await staffed();
		const stranger = await world.person(`Främmande ${org.slug}`);
		const period = { membership: rep.membershipId, startsOn: await day(0), endsOn: await day(2) };
		await expect(lendTasks(asRep, org.slug, { ...period, substitute: stranger })).rejects.toMatchObject({
			code: 'invalid'
		});
		const both = await Promise.allSettled(
			[1, 2].map(() => lendTasks(asRep, org.slug, { ...period, substitute: plain.id }))
		);
		expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
	});

	it("is one's own to do; others need to represent", async () => {
		const { org, rep, plain, asPlain } = await staffed();
		const period = { startsOn: await day(0), endsOn: await day(2) };
		await expect(
			lendTasks(asPlain, org.slug, { ...period, membership: rep.membershipId, substitute: plain.id })
		).rejects.toMatchObject({
			code: 'forbidden'
		});
		await lendTasks(asPlain, org.slug, { ...period, membership: plain.membershipId, substitute: rep.id });
	});
});

it('shows a person what is held of them, and erases it', async () => {
	const { org, rep, asRep, plain } = await staffed();
	await lendTasks(asRep, org.slug, {
		membership: rep.membershipId,
		substitute: plain.id,
		startsOn: await day(0),
		endsOn: await day(2)
	});
	const held = await showPersonalData(db, rep.id, 'sv');
	expect(held['actors.memberships']).toMatchObject([{ role: 'representative' }]);
	expect(held['actors.substitutions']).toHaveLength(1);
	await db.transaction().execute((tx) => erasePersonalData(tx, rep.id));
	await db.transaction().execute((tx) => erasePersonalData(tx, rep.id));
	const after = await showPersonalData(db, rep.id, 'sv');
	expect(after['actors.substitutions']).toBeUndefined();
	expect(after['actors.memberships']).toMatchObject([{ ended_at: expect.any(Date) }]);
	// The only one who could speak for it is gone: it can be claimed again.
	const row = await db
		.selectFrom('organisation')
		.select('claimed_at')
		.where('id', '=', org.id)
		.executeTakeFirstOrThrow();
	expect(row.claimed_at).toBeNull();
});
