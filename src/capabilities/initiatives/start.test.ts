import { describe, expect, test } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { accessInitiative, editInitiative } from './server/access.ts';
import { startInitiative } from './server/start.ts';
import { addToTeam, removeFromTeam, teamOf } from './server/team.ts';
import { slugOf } from '#platform/slug.ts';
import { contextFor, makeInitiative, makeOrganisation, makePerson, visitor } from './testing.ts';

const { db } = await testDb();

describe('slugOf', () => {
	test.each([
		['Hur når vi barn på Öland?', 'hur-nar-vi-barn-pa-oland'],
		['  ÅÄÖ – åäö  ', 'aao-aao'],
		['Ærø & Łódź', 'aero-lodz'],
		['???', 'initiativ'],
		['ett '.repeat(40), 'ett-ett-ett-ett-ett-ett-ett-ett-ett-ett-ett-ett-ett-ett-ett']
	])('%s', (title, slug) => expect(slugOf(title)).toBe(slug));
});

describe('startInitiative', () => {
	test('gives phases, a coordinator and the county of the municipality', async () => {
		const made = await makeInitiative(db, { municipality: '1270' });
		const run = await accessInitiative(made.coordinator.ctx, made.slug);
		expect(run).toMatchObject({
			currentPhase: 'need',
			county: '12',
			publishedAt: null,
			roles: ['coordinator']
		});
		const phases = await db
			.selectFrom('initiative_phase')
			.selectAll()
			.where('initiative_id', '=', made.id)
			.execute();
		expect(phases).toHaveLength(7);
		expect(phases.filter((phase) => phase.entered_at)).toHaveLength(1);
	});

	test('twenty at once with one title get twenty addresses', async () => {
		const organisation = await makeOrganisation(db);
		const person = await makePerson(db, { member: [{ organisationId: organisation.id }] });
		const all = await Promise.all(
			Array.from({ length: 20 }, () =>
				startInitiative(person.ctx, { organisationId: organisation.id, title: 'Samma fråga här' })
			)
		);
		expect(new Set(all.map((run) => run.slug)).size).toBe(20);
		expect(all.map((run) => run.slug)).toContain('samma-fraga-har');
	});

	test('is for the organisation’s own people and for process leaders', async () => {
		const organisation = await makeOrganisation(db);
		const input = { organisationId: organisation.id, title: 'En fråga om resor' };
		const stranger = await makePerson(db);
		const leader = await makePerson(db, { platform: ['process-leader'] });
		await expect(startInitiative(visitor(db), input)).rejects.toMatchObject({ code: 'sign-in' });
		await expect(startInitiative(stranger.ctx, input)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(startInitiative(leader.ctx, input)).resolves.toHaveProperty('slug');
	});

	test('a draft is unknown to others', async () => {
		const made = await makeInitiative(db);
		const stranger = await makePerson(db);
		await expect(accessInitiative(visitor(db), made.slug)).rejects.toMatchObject({ code: 'not-found' });
		await expect(accessInitiative(stranger.ctx, made.slug)).rejects.toMatchObject({ code: 'not-found' });
	});
});

describe('team', () => {
	test('a role opens the door and its end closes it', async () => {
		const made = await makeInitiative(db, { published: true });
		const person = await makePerson(db, { member: [{ organisationId: made.organisation.id }] });
		await expect(accessInitiative(person.ctx, made.slug, editInitiative)).rejects.toMatchObject({
			code: 'forbidden'
		});
		await addToTeam(made.coordinator.ctx, made.slug, { personId: person.id, role: 'editor' });
		await addToTeam(made.coordinator.ctx, made.slug, { personId: person.id, role: 'editor' });
		expect((await teamOf(db, made.id)).find((p) => p.personId === person.id)?.roles).toEqual(['editor']);
		await accessInitiative(await contextFor(db, person.id), made.slug, editInitiative);
		await removeFromTeam(made.coordinator.ctx, made.slug, { personId: person.id, role: 'editor' });
		await expect(accessInitiative(person.ctx, made.slug, editInitiative)).rejects.toMatchObject({
			code: 'forbidden'
		});
	});

	test('nobody from elsewhere is put in a team unasked', async () => {
		const made = await makeInitiative(db);
		const stranger = await makePerson(db);
		await expect(
			addToTeam(made.coordinator.ctx, made.slug, { personId: stranger.id, role: 'reader' })
		).rejects.toMatchObject({ code: 'invalid', fields: { personId: 'initiatives.team.not-colleague' } });
	});

	test('two coordinators who remove each other leave one', async () => {
		const made = await makeInitiative(db);
		const other = await makePerson(db, { member: [{ organisationId: made.organisation.id }] });
		await addToTeam(made.coordinator.ctx, made.slug, { personId: other.id, role: 'coordinator' });
		const otherCtx = await contextFor(db, other.id);
		const results = await Promise.allSettled([
			removeFromTeam(made.coordinator.ctx, made.slug, { personId: other.id, role: 'coordinator' }),
			removeFromTeam(otherCtx, made.slug, { personId: made.coordinator.id, role: 'coordinator' })
		]);
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		expect((await teamOf(db, made.id)).filter((p) => p.roles.includes('coordinator'))).toHaveLength(1);
	});
});
