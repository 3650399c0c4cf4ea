import { describe, expect, test } from 'vitest';
import { erasePersonalData } from '#platform/server/privacy/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	answerTeamInvitation,
	inviteToTeam,
	myTeamInvitations,
	openTeamInvitations,
	revokeTeamInvitation,
	teamOf
} from './index.ts';
import { contextFor, makeInitiative, makePerson } from './testing.ts';

const { db } = await testDb();
let number = 0;
const somebody = async (verified = true) => {
	const email = `lotta${++number}@example.org`;
	const person = await makePerson(db, { email });
	await db.updateTable('person').set({ email_verified: verified }).where('id', '=', person.id).execute();
	return { ...person, email };
};

describe('invitations to a team', () => {
	test('the invited says yes, and is in; the invitation is gone', async () => {
		const made = await makeInitiative(db);
		const lotta = await somebody();
		await inviteToTeam(made.coordinator.ctx, made.slug, { email: lotta.email.toUpperCase(), role: 'editor' });
		const [one] = await myTeamInvitations(lotta.ctx);
		expect(one).toMatchObject({ inviter: 'Kim Samordnare', role: 'editor' });
		expect((await teamOf(db, made.id)).map((p) => p.personId)).not.toContain(lotta.id);
		expect(await answerTeamInvitation(lotta.ctx, one!.id, 'yes')).toEqual({ slug: made.slug });
		expect((await teamOf(db, made.id)).find((p) => p.personId === lotta.id)?.roles).toEqual(['editor']);
		expect(await openTeamInvitations(db, made.id)).toEqual([]);
	});

	test('nothing tells whether an address is known here', async () => {
		const made = await makeInitiative(db);
		const lotta = await somebody();
		for (const email of [lotta.email, 'ingen@example.org'])
			expect(await inviteToTeam(made.coordinator.ctx, made.slug, { email, role: 'reader' })).toBeUndefined();
		expect((await openTeamInvitations(db, made.id)).map((one) => one.email).sort()).toEqual(
			['ingen@example.org', lotta.email].sort()
		);
	});

	test('is for its owner only, and only once the address is known to be theirs', async () => {
		const made = await makeInitiative(db);
		const lotta = await somebody(false);
		await inviteToTeam(made.coordinator.ctx, made.slug, { email: lotta.email, role: 'editor' });
		const { id } = (await openTeamInvitations(db, made.id))[0]!;
		expect(await myTeamInvitations(lotta.ctx)).toEqual([]);
		for (const ctx of [lotta.ctx, (await somebody()).ctx])
			await expect(answerTeamInvitation(ctx, id, 'yes')).rejects.toMatchObject({ code: 'not-found' });
	});

	test('withdrawn, declined and expired ones cannot be accepted', async () => {
		const made = await makeInitiative(db);
		const lotta = await somebody();
		const invite = async () => {
			await inviteToTeam(made.coordinator.ctx, made.slug, { email: lotta.email, role: 'editor' });
			return (await openTeamInvitations(db, made.id))[0]!.id;
		};
		const withdrawn = await invite();
		await revokeTeamInvitation(made.coordinator.ctx, made.slug, withdrawn);
		const declined = await invite();
		await answerTeamInvitation(lotta.ctx, declined, 'no');
		const expired = await invite();
		await db
			.updateTable('team_invitation')
			.set({ expires_at: new Date(0) })
			.where('id', '=', expired)
			.execute();
		for (const id of [withdrawn, declined, expired])
			await expect(answerTeamInvitation(lotta.ctx, id, 'yes')).rejects.toMatchObject({ code: 'not-found' });
		await expect(revokeTeamInvitation(made.coordinator.ctx, made.slug, withdrawn)).rejects.toMatchObject({
			code: 'conflict'
		});
	});

	test('two yes at once join once', async () => {
		const made = await makeInitiative(db);
		const lotta = await somebody();
		await inviteToTeam(made.coordinator.ctx, made.slug, { email: lotta.email, role: 'editor' });
		const { id } = (await myTeamInvitations(lotta.ctx))[0]!;
		const answers = await Promise.allSettled([1, 2, 3].map(() => answerTeamInvitation(lotta.ctx, id, 'yes')));
		expect(answers.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
		const joined = await db
			.selectFrom('team_member')
			.select('id')
			.where('person_id', '=', lotta.id)
			.where('initiative_id', '=', made.id)
			.execute();
		expect(joined).toHaveLength(1);
	});

	test('only who leads the initiative may invite; the erased leave no address behind', async () => {
		const made = await makeInitiative(db, { published: true });
		const lotta = await somebody();
		await expect(
			inviteToTeam(lotta.ctx, made.slug, { email: 'x@example.org', role: 'reader' })
		).rejects.toMatchObject({ code: 'forbidden' });
		await inviteToTeam(made.coordinator.ctx, made.slug, { email: lotta.email, role: 'reader' });
		await db.transaction().execute((tx) => erasePersonalData(tx, lotta.id));
		expect(await openTeamInvitations(db, made.id)).toEqual([]);
		expect(await contextFor(db, made.coordinator.id)).toBeDefined();
	});
});
