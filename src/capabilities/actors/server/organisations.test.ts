import { describe, expect, it } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import { editOrganisation, createOrganisation, hideOrganisation, showOrganisation } from './organisations.ts';
import { accessOrganisation, findOrganisation } from './access.ts';
import { organisationPage } from './page.ts';
import { input, testWorld } from './test-world.ts';

const { db } = await testDb();
const world = testWorld(db);
const leader = await world.leader();

const edit = async (slug: string, change: Record<string, unknown> = {}) => {
	const org = await findOrganisation(db, { slug });
	return { ...input(change), version: org!.version };
};

describe('entering an organisation', () => {
	it('lists at once what a process leader enters, and tells the chain', async () => {
		const { id, slug } = await createOrganisation(leader, input({ name: 'Ärlig förening' }));
		expect(slug).toBe('arlig-forening');
		expect(await organisationPage(world.visitor, slug)).toMatchObject({ place: 'Malmö, Skåne län' });
		const entries = await db
			.selectFrom('audit_entry')
			.select('action')
			.where('chain_id', '=', `organisation:${id}`)
			.execute();
		expect(entries).toEqual([{ action: 'organisation.created' }]);
	});

	it('keeps what others enter to themselves until somebody is approved', async () => {
		const personId = await world.person('Noomi Provexempel');
		const { slug } = await createOrganisation(await world.as(personId), { ...input(), mine: true });
		await expect(accessOrganisation(world.visitor, slug)).rejects.toMatchObject({ code: 'not-found' });
		const page = await organisationPage(await world.as(personId), slug);
		expect(page.me).toMatchObject({ member: true, mayEdit: true });
		expect(page.me.claimId).not.toBeNull();
	});

	it('refuses visitors', async () => {
		await expect(createOrganisation(world.visitor, input())).rejects.toMatchObject({ code: 'sign-in' });
	});

	it('refuses a number twice, and says whose only when it may', async () => {
		await createOrganisation(leader, input({ name: 'Bolaget', orgNumber: '556016-0680' }));
		await expect(createOrganisation(leader, input({ orgNumber: '5560160680' }))).rejects.toMatchObject({
			code: 'invalid',
			fields: { orgNumber: 'actors.org-number.taken' },
			params: { name: 'Bolaget' }
		});
		await createOrganisation(leader, input({ name: 'Enskild', orgNumber: '121212-1212' }));
		await expect(createOrganisation(leader, input({ orgNumber: '19121212-1212' }))).rejects.toMatchObject({
			fields: { orgNumber: 'actors.org-number.taken-private' },
			params: {}
		});
	});

	it('gives two of one name addresses of their own, also at the same moment', async () => {
		const made = await Promise.allSettled(
			[1, 2, 3].map(() => createOrganisation(leader, input({ name: 'Tvillingen' })))
		);
		const slugs = made.flatMap((each) => (each.status === 'fulfilled' ? [each.value.slug] : []));
		expect(new Set(slugs).size).toBe(slugs.length);
		expect(slugs.length).toBeGreaterThan(0);
		for (const each of made)
			if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'conflict' });
	});
});

describe('editing', () => {
	it('writes one language and keeps the other', async () => {
		const { slug } = await createOrganisation(leader, input({ about: 'Svensk text' }));
		await editOrganisation({ ...leader, lang: 'en' }, slug, await edit(slug, { about: 'English text' }));
		const org = await findOrganisation(db, { slug });
		expect(org!.about).toMatchObject({ o: 'sv', t: { sv: 'Svensk text', en: 'English text' } });
	});

	it('lets one of two editors win; the other is told', async () => {
		const { slug } = await createOrganisation(leader, input());
		const read = await edit(slug);
		const both = await Promise.allSettled([
			editOrganisation(leader, slug, { ...read, name: 'Den ena' }),
			editOrganisation(leader, slug, { ...read, name: 'Den andra' })
		]);
		expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
		const lost = both.find((each) => each.status === 'rejected') as PromiseRejectedResult;
		expect(lost.reason).toMatchObject({ code: 'conflict' });
	});

	it('is for representatives once it is claimed, and for process leaders before', async () => {
		const { id, slug } = await createOrganisation(leader, input());
		const plain = await world.member(id, 'Meja Medlem');
		const representative = await world.member(id, 'Rut Representant', 'representative');
		const change = await edit(slug, { name: 'Nytt namn' });
		await expect(editOrganisation(leader, slug, change)).rejects.toMatchObject({ code: 'forbidden' });
		await expect(editOrganisation(await world.as(plain.id), slug, change)).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(editOrganisation(world.visitor, slug, change)).rejects.toMatchObject({ code: 'sign-in' });
		await editOrganisation(await world.as(representative.id), slug, change);
		expect((await findOrganisation(db, { slug }))!.name).toBe('Nytt namn');
	});

	it('keeps the number of a sole trader that the form never got to see', async () => {
		const { slug } = await createOrganisation(leader, input({ orgNumber: '701063-2391' }));
		await editOrganisation(leader, slug, await edit(slug, { name: 'Ändrat namn' }));
		const row = await db
			.selectFrom('organisation')
			.select(['org_number', 'sole_trader'])
			.where('slug', '=', slug)
			.executeTakeFirstOrThrow();
		expect(row).toEqual({ org_number: '7010632391', sole_trader: true });
	});
});

it('hides with a reason and lists again, by process leaders only', async () => {
	const { id, slug } = await createOrganisation(leader, input());
	const representative = await world.member(id, 'Rasmus Rep', 'representative');
	await expect(hideOrganisation(await world.as(representative.id), slug, 'nej')).rejects.toMatchObject({
		code: 'forbidden'
	});
	await hideOrganisation(leader, slug, 'Finns två gånger');
	await expect(accessOrganisation(world.visitor, slug)).rejects.toMatchObject({ code: 'not-found' });
	await expect(accessOrganisation(await world.as(representative.id), slug)).resolves.toBeTruthy();
	await showOrganisation(leader, slug);
	await expect(accessOrganisation(world.visitor, slug)).resolves.toBeTruthy();
});
