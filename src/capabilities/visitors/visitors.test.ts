import { beforeAll, describe, expect, test } from 'vitest';
import '../../composition.ts';
import {
	makeInitiative,
	makeOrganisation,
	visitor,
	type MadeInitiative
} from '#capabilities/initiatives/testing.ts';
import { newText } from '#platform/i18n/text.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { announce } from '#platform/server/news/index.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { initiativeFeed, siteFeed, sitemap, startPage, themeFeed } from './index.ts';
import { xml } from './server/xml.ts';

const { db } = await testDb();
let shown: MadeInitiative;
let draft: MadeInitiative;
const ROUTES = ['/initiatives/[slug]', '/actors/[slug]'];

async function tell(
	run: MadeInitiative,
	title: string,
	audience: 'public' | 'team' = 'public'
): Promise<void> {
	await db.transaction().execute((tx) =>
		announce(tx, run.coordinator.ctx.actor, {
			initiativeId: run.id,
			kind: 'decision',
			key: 'effects.news.conclusion',
			params: { title: newText('sv', title) },
			path: `/initiatives/${run.slug}`,
			audience,
			themes: ['housing']
		})
	);
}

beforeAll(async () => {
	loadMessages();
	shown = await makeInitiative(db, { title: 'Synlig', published: true });
	draft = await makeInitiative(db, { title: 'HEMLIG' });
	await tell(shown, 'Ett <b>”råd”</b> & en fråga');
	await tell(shown, 'HEMLIG', 'team');
	await tell(draft, 'HEMLIG');
});

describe('the start page', () => {
	test('shows what is public, and what is finished apart', async () => {
		const over = await makeInitiative(db, { title: 'Klar', published: true, phase: 'spread' });
		const now = new Date();
		await db
			.updateTable('initiative')
			.set({ closed_at: now, closed_as: 'finished' })
			.where('id', '=', over.id)
			.execute();
		await db
			.updateTable('initiative_phase')
			.set({ passed_at: now })
			.where('initiative_id', '=', over.id)
			.execute();
		const page = await startPage(visitor(db));
		expect(page.goingOn.map((card) => card.slug)).toEqual([shown.slug]);
		expect(page.learned?.card.slug).toBe(over.slug);
		expect(page.learned?.card.phases.every((phase) => phase.state === 'done')).toBe(true);
		expect(JSON.stringify(page)).not.toContain('HEMLIG');
	});

	test('puts what is open for anybody first', async () => {
		const open = await makeInitiative(db, { title: 'Öppen', published: true });
		await db
			.updateTable('initiative')
			.set({ published_at: new Date('2020-01-01') })
			.where('id', '=', open.id)
			.execute();
		await db
			.insertInto('activity')
			.values({
				initiative_id: open.id,
				kind: 'workshop',
				phase: 'dialogue',
				step: 'dialogue',
				title: JSON.stringify(newText('sv', 'x')) as never,
				ends_at: new Date(Date.now() + 86_400_000),
				published_at: new Date()
			})
			.execute();
		expect((await startPage(visitor(db))).goingOn[0]!.slug).toBe(open.slug);
	});
});

describe('feeds', () => {
	test('hold public news, escaped, of published initiatives only', async () => {
		const feed = await siteFeed(visitor(db));
		expect(feed.match(/<entry>/g)).toHaveLength(1);
		expect(feed).toContain('Ett &lt;b&gt;”råd”&lt;/b&gt; &amp; en fråga');
		expect(feed).not.toContain('HEMLIG');
		expect(await initiativeFeed(visitor(db), shown.slug)).toContain('<entry>');
		expect(await themeFeed(visitor(db), 'housing')).toContain('<entry>');
		expect(await themeFeed(visitor(db), 'food')).not.toContain('<entry>');
	});

	test('a draft has none, not even for its team', async () => {
		await expect(initiativeFeed(visitor(db), draft.slug)).rejects.toMatchObject({ code: 'not-found' });
		await expect(initiativeFeed(draft.coordinator.ctx, draft.slug)).rejects.toMatchObject({
			code: 'not-found'
		});
	});

	test('characters that XML does not know are left out', () =>
		expect(xml('a\u0000b\u000b<\ud800>')).toBe('ab&lt;&gt;'));
});

describe('the sitemap', () => {
	const locations = (text: string) => [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map((found) => found[1]!);

	test('lists what is public in both languages, with the other one beside', async () => {
		const hidden = await makeOrganisation(db, { name: 'Dold' });
		await db.updateTable('organisation').set({ hidden_at: new Date() }).where('id', '=', hidden.id).execute();
		const text = await sitemap(visitor(db), { pages: ['', '/about'], routes: ROUTES }, null);
		expect(locations(text).map((address) => new URL(address).pathname)).toEqual(
			expect.arrayContaining([
				'/sv',
				'/en',
				'/sv/about',
				`/sv/initiatives/${shown.slug}`,
				`/en/initiatives/${shown.slug}`
			])
		);
		expect(text).toContain(`hreflang="en"`);
		expect(text).not.toContain(draft.slug);
		expect(text).not.toContain(hidden.slug);
	});

	test('leads to no page that does not exist', async () => {
		const text = await sitemap(visitor(db), { pages: [''], routes: [] }, null);
		expect(locations(text)).toHaveLength(2);
	});

	test('becomes an index of files when it is long, without losing or repeating anything', async () => {
		const findable = { pages: ['', '/about', '/open-data'], routes: ROUTES };
		const whole = locations(await sitemap(visitor(db), findable, null));
		const files = locations(await sitemap(visitor(db), findable, null, 2));
		expect(files.length).toBeGreaterThan(2);
		const parts: string[] = [];
		for (let file = 1; file <= files.length; file += 1)
			parts.push(...locations(await sitemap(visitor(db), findable, file, 2)));
		expect(parts.sort()).toEqual(whole.sort());
		await expect(sitemap(visitor(db), findable, files.length + 1, 2)).rejects.toMatchObject({
			code: 'not-found'
		});
	});
});
