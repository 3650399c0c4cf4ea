import { expect, test } from 'vitest';
import { testDb } from '#platform/server/testing/db.ts';
import {
	addDossierEntry,
	dossierOf,
	redactDossierEntry,
	releaseDossier,
	releasesOf
} from './server/dossier-work.ts';
import { publicInitiative } from './server/public.ts';
import { contextFor, makeInitiative, makePerson, makeTeamMember, visitor } from './testing.ts';

const { db } = await testDb();
const NOTE = {
	kind: 'note',
	title: 'Samtal med Alma',
	body: 'Alma bor på Storgatan.',
	audience: 'team'
} as const;

test('a redacted entry keeps its place and reason, and loses its words', async () => {
	const made = await makeInitiative(db);
	const { id } = await addDossierEntry(made.coordinator.ctx, made.slug, NOTE);
	const editor = await makeTeamMember(db, made.id, 'editor');
	const redact = { entryId: id, reason: 'Röjer en person' };
	await expect(redactDossierEntry(editor.ctx, made.slug, redact)).rejects.toMatchObject({
		code: 'forbidden'
	});
	await redactDossierEntry(made.coordinator.ctx, made.slug, redact);
	const [entry] = await dossierOf(db, made.id);
	expect(entry).toMatchObject({ body: null, redactionReason: 'Röjer en person' });
	expect(JSON.stringify(entry)).not.toContain('Alma');
	await expect(redactDossierEntry(made.coordinator.ctx, made.slug, redact)).rejects.toMatchObject({
		code: 'not-found'
	});
});

test('a release holds the masked words, in the name of a person with second factor', async () => {
	const made = await makeInitiative(db);
	const other = await makeInitiative(db);
	const { id } = await addDossierEntry(made.coordinator.ctx, made.slug, NOTE);
	const entries = [{ entryId: id, title: 'Samtal med en förälder', body: 'Hen bor i centrum.' }];
	const release = (ctx = made.coordinator.ctx, slug = made.slug) =>
		releaseDossier(ctx, slug, { title: 'Underlag', entries });
	const plain = await contextFor(db, made.coordinator.id, { secondFactor: false });
	await expect(release(plain)).rejects.toThrow();
	await expect(release(other.coordinator.ctx, other.slug)).rejects.toMatchObject({ code: 'not-found' });
	await release();
	expect(await releasesOf(db, made.id)).toMatchObject([{ by: 'Kim Samordnare', count: 1 }]);
	const stored = await db.selectFrom('dossier_release').select('entries').executeTakeFirstOrThrow();
	expect(JSON.stringify(stored)).not.toContain('Alma');
	await redactDossierEntry(made.coordinator.ctx, made.slug, { entryId: id, reason: 'Röjer en person' });
	await expect(release()).rejects.toMatchObject({ code: 'not-found' });
});

test('what only the team has stays off the public page', async () => {
	const made = await makeInitiative(db, { published: true });
	const file = new File(['hemligt'], 'hemligt.txt');
	await addDossierEntry(made.coordinator.ctx, made.slug, NOTE, file);
	await addDossierEntry(
		made.coordinator.ctx,
		made.slug,
		{ ...NOTE, audience: 'public' },
		new File(['öppet'], 'oppet.txt')
	);
	const page = await publicInitiative(visitor(db), made.slug);
	const papers = page.phases.flatMap((phase) => phase.papers);
	expect(papers.flatMap((paper) => paper.files.map((file) => file.name))).toEqual(['oppet.txt']);
	const stranger = await makePerson(db);
	await expect(addDossierEntry(stranger.ctx, made.slug, NOTE)).rejects.toMatchObject({ code: 'forbidden' });
});
