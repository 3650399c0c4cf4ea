import { beforeAll, describe, expect, test } from 'vitest';
import '../../composition.ts';
import { VISITOR } from '#platform/access/index.ts';
import { announce, type News } from '#platform/server/news/index.ts';
import { runJob } from '#platform/server/jobs/worker.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { makeInitiative, makePerson, type MadeInitiative } from '#capabilities/initiatives/testing.ts';
import { myNotices, queueDigests, saveSettings, setFollow, spread } from './index.ts';

const { db } = await testDb();
loadMessages();
let run: MadeInitiative;
let follower: Awaited<ReturnType<typeof makePerson>>;
let stranger: Awaited<ReturnType<typeof makePerson>>;

beforeAll(async () => {
	run = await makeInitiative(db, { published: true });
	follower = await makePerson(db, { name: 'Följ Följsson' });
	stranger = await makePerson(db);
	await setFollow(follower.ctx, { kind: 'initiative', id: run.id }, true);
});

async function tell(news: Partial<News>): Promise<string> {
	await db.transaction().execute((tx) =>
		announce(tx, VISITOR, {
			initiativeId: run.id,
			kind: 'decision',
			key: 'effects.news.conclusion',
			params: { title: 'X' },
			path: `/initiatives/${run.slug}`,
			audience: 'public',
			...news
		})
	);
	const row = await db
		.selectFrom('news')
		.select('id')
		.orderBy('at', 'desc')
		.limit(1)
		.executeTakeFirstOrThrow();
	return row.id;
}

const heard = async (who: typeof follower) => (await myNotices(who.ctx)).total;

describe('who hears', () => {
	test('public news reach followers and the team, once, and nobody else', async () => {
		const id = await tell({});
		await Promise.all([spread(id, db), spread(id, db), spread(id, db)]);
		expect(await heard(follower)).toBe(1);
		expect(await heard(run.coordinator)).toBe(1);
		expect(await heard(stranger)).toBe(0);
	});

	test('what is only for the team never reaches a follower', async () => {
		await spread(await tell({ audience: 'team' }), db);
		expect(await heard(follower)).toBe(1);
		expect(await heard(run.coordinator)).toBe(2);
	});

	test('public news of an initiative that is not published reach no follower', async () => {
		const draft = await makeInitiative(db);
		await setFollow(follower.ctx, { kind: 'initiative', id: draft.id }, true);
		await spread(await tell({ initiativeId: draft.id }), db);
		expect(await heard(follower)).toBe(1);
	});

	test('a theme is followed wherever it happens; never means never', async () => {
		await setFollow(stranger.ctx, { kind: 'theme', id: 'rights-of-the-child' }, true);
		await spread(await tell({ themes: ['rights-of-the-child'] }), db);
		expect(await heard(stranger)).toBe(1);
		await saveSettings(stranger.ctx, { decision: 'never' });
		await spread(await tell({ themes: ['rights-of-the-child'] }), db);
		expect(await heard(stranger)).toBe(1);
	});
});

describe('mail', () => {
	const mails = async (who: typeof follower) =>
		db
			.selectFrom('outbox as o')
			.innerJoin('person as p', 'p.email', 'o.recipient')
			.select(['o.subject', 'o.body_text', 'o.template'])
			.where('p.id', '=', who.id)
			.execute();
	const sendQueued = async (template: string) => {
		const { rows } = await (
			await import('kysely')
		).sql<{
			data: { name: string; data: { template: string } };
		}>`select data from pgboss.job where name = 'mail'`.execute(db);
		for (const { data } of rows.filter((row) => row.data.data.template === template)) await runJob(data);
	};

	test('a digest holds only what is new, grouped by initiative, and is not sent again', async () => {
		expect(await queueDigests(db, 'daily')).toBeGreaterThan(0);
		await sendQueued('notifications.digest');
		const [first] = (await mails(follower)).filter((mail) => mail.template === 'notifications.digest');
		expect(first!.body_text).toContain('Hur når vi unga i tid?');
		expect(first!.body_text).toContain('/my/notifications');
		const before = (await mails(follower)).length;
		await sendQueued('notifications.digest');
		expect(await queueDigests(db, 'daily')).toBe(0);
		expect((await mails(follower)).length).toBe(before);
	});

	test('at once is sent at once, and once', async () => {
		await saveSettings(follower.ctx, { decision: 'now' });
		await spread(await tell({}), db);
		await sendQueued('notifications.notice');
		await sendQueued('notifications.notice');
		expect((await mails(follower)).filter((mail) => mail.template === 'notifications.notice')).toHaveLength(
			1
		);
	});
});
