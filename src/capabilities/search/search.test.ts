import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../composition.ts';
import { can } from '#platform/access/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { json } from '#platform/server/db/json.ts';
import type { Db } from '#platform/server/db/index.ts';
import type { Context } from '#platform/server/context.ts';
import { testDb } from '#platform/server/testing/db.ts';
import {
	accessInitiative,
	createActivity,
	viewInitiative,
	workInInitiative
} from '#capabilities/initiatives/index.ts';
import { makeInitiative, makeOrganisation, makePerson, visitor } from '#capabilities/initiatives/testing.ts';
import { excerpt, marked, readSearch, searchAddress } from './rules.ts';
import { ownInitiative, sources } from './server/sources.ts';
import { searchSite } from './index.ts';

const find = async (ctx: Context, q: string, more: Record<string, string> = {}) =>
	searchSite(ctx, readSearch(new URLSearchParams({ q, ...more })));
const kinds = async (ctx: Context, q: string) => (await find(ctx, q)).found.map(({ kind }) => kind).sort();

let db: Db;
let made: Awaited<ReturnType<typeof makeInitiative>>;

/** One of each kind, all with a word of their own, published or not. */
async function fill(word: string, published: boolean) {
	const run = await makeInitiative(db);
	const text = newText('sv', `Om ${word} i skolan`, { en: `On ${word} at school` });
	const at = published ? sql<Date>`now()` : null;
	await db
		.updateTable('initiative')
		.set({ title: json(text), published_at: at })
		.where('id', '=', run.id)
		.execute();
	const activity = async (kind: string) => {
		const id = await db
			.transaction()
			.execute((tx) => createActivity(tx, run.coordinator.ctx, { initiativeId: run.id, kind, title: text }));
		await db.updateTable('activity').set({ published_at: at }).where('id', '=', id).execute();
		return id;
	};
	const workshop = await activity('workshop');
	await sql`insert into workshop (id, initiative_id, form) values (${workshop}, ${run.id}, 'on-site')`.execute(
		db
	);
	await sql`insert into insight_summary (initiative_id, number, body, published_at) values (${run.id}, 1, ${json(text)}, ${at})`.execute(
		db
	);
	await sql`insert into lesson (initiative_id, kind, title, body, published_at) values (${run.id}, 'worked', ${json(text)}, ${json(text)}, ${at})`.execute(
		db
	);
	const agreement = await activity('agreement');
	await sql`insert into agreement (id, initiative_id, form, purpose, published_at) values (${agreement}, ${run.id}, 'grant', ${json(text)}, ${at})`.execute(
		db
	);
	await sql`insert into effect_conclusion (initiative_id, verdict, body, published_at) values (${run.id}, 'partly', ${json(text)}, ${at})`.execute(
		db
	);
	return run;
}

/** What `fill` makes, one of each. */
const EVERY_KIND = ['agreement', 'effect', 'initiative', 'insight', 'lesson', 'workshop'];

beforeAll(async () => {
	({ db } = await testDb());
	made = await fill('zebrafisk', true);
	await fill('kvastuggla', false);
});

describe('what a search finds', () => {
	it('everything published, in both languages, with counts', async () => {
		expect(await kinds(visitor(db), 'zebrafisk')).toEqual(EVERY_KIND);
		const result = await find({ ...visitor(db), lang: 'en' }, 'zebrafisk school');
		expect(result.total).toBe(EVERY_KIND.length);
		expect(result.found.find(({ kind }) => kind === 'initiative')!.title).toEqual({
			text: 'On zebrafisk at school',
			lang: 'en'
		});
		const lessons = await find(visitor(db), 'zebrafisk', { kind: 'lesson' });
		expect([lessons.total, lessons.all, lessons.found[0]!.path]).toEqual([
			1,
			EVERY_KIND.length,
			`/initiatives/${made.slug}/spread`
		]);
	});

	it.each(['zebrafiskarna', 'zebra', 'fisk zebrafisk', 'zebrafsk', 'zebrafiks'])('by "%s"', async (q) => {
		expect((await find(visitor(db), q)).found.map(({ path }) => path)).toContain(`/initiatives/${made.slug}`);
	});

	it('says what it looked for instead of a misspelt word', async () => {
		expect((await find(visitor(db), 'zebrafsk')).guessed).toEqual([
			{ word: 'zebrafsk', instead: ['zebrafisk'] }
		]);
	});

	it.each(['', '   ', '!!!', "'", '\\', '&|()', '%', "a'b", 'och', '<script>', '\u0000'])(
		'bears %j',
		async (q) => {
			const result = await find(visitor(db), q);
			expect(result.page).toBe(1);
		}
	);

	it('stays on its last page when asked for one beyond', async () => {
		expect(await find(visitor(db), 'zebrafisk', { page: '900' })).toMatchObject({ page: 1, pages: 1 });
	});
});

describe('words in different texts of one initiative', () => {
	const texts = async (title: string, lesson: string, published = true) => {
		const run = await makeInitiative(db, { title, published: true });
		const body = json(newText('sv', `Vi lärde oss om ${lesson}.`));
		await sql`insert into lesson (initiative_id, kind, title, body, published_at)
			values (${run.id}, 'worked', ${json(newText('sv', 'Lärdom'))}, ${body}, ${published ? sql`now()` : null})`.execute(
			db
		);
		return run;
	};
	const initiatives = async (ctx: Context, q: string) =>
		(await find(ctx, q)).found.filter(({ kind }) => kind === 'initiative');

	it('find it, and it is told where the other word stands', async () => {
		const run = await texts('Hur får lodjur plats i förorten?', 'havsörn');
		const [found, ...more] = await initiatives(visitor(db), 'lodjur havsörn');
		expect([found!.path, more]).toEqual([`/initiatives/${run.slug}`, []]);
		expect(found!.stands).toMatchObject([{ kind: 'lesson', text: 'Vi lärde oss om havsörn.' }]);
		expect((await find(visitor(db), 'lodjur havsörn')).counts).toEqual([{ kind: 'initiative', count: 1 }]);
		expect(await initiatives(visitor(db), 'lodjur havsörn pelikan')).toEqual([]);
	});
	it('bring the initiative along, last, where one part holds them all', async () => {
		const run = await texts('En fråga om annat', 'trollslända och rördrom');
		for (const q of ['trollslända rördrom', 'trollslända']) {
			const { found } = await find(visitor(db), q);
			expect(
				found.map(({ kind }) => kind),
				q
			).toEqual(['lesson', 'initiative']);
			expect(found[1], q).toMatchObject({ path: `/initiatives/${run.slug}` });
			expect(found[1]!.stands[0], q).toMatchObject({ kind: 'lesson' });
		}
	});
	it('never tell of a draft to those who may not read it', async () => {
		const run = await texts('Var ska björktrasten bo?', 'kungsfiskare', false);
		expect(await initiatives(visitor(db), 'björktrasten kungsfiskare')).toEqual([]);
		const [found] = await initiatives(run.coordinator.ctx, 'björktrasten kungsfiskare');
		expect(found!.stands).toMatchObject([{ kind: 'lesson' }]);
	});
	it('stand in the name of a theme too, and the theme is told', async () => {
		const run = await makeInitiative(db, {
			title: 'Vem hämtar smålom?',
			published: true,
			themes: ['loneliness', 'food']
		});
		const hidden = await makeInitiative(db, { title: 'Utkast', themes: ['loneliness'] });
		const alone = await initiatives(visitor(db), 'ensamhet');
		expect(alone.map(({ path, themes }) => [path, themes])).toEqual([
			[`/initiatives/${run.slug}`, ['loneliness']]
		]);
		expect((await initiatives(hidden.coordinator.ctx, 'ensamhet')).length).toBe(2);
		const [both] = await initiatives(visitor(db), 'smålom ensamhet');
		expect([both!.path, both!.themes, both!.stands]).toEqual([
			`/initiatives/${run.slug}`,
			['loneliness'],
			[]
		]);
		const [title] = await initiatives(visitor(db), 'smålom');
		expect(title!.themes).toEqual([]);
	});
	it('organisations are told by their theme as well', async () => {
		const { slug } = await makeOrganisation(db, { name: 'Skatan ekonomisk förening' });
		await sql`update organisation set themes = array['mobility'], search_text = 'Transport och mobilitet' where slug = ${slug}`.execute(
			db
		);
		const { found } = await find(visitor(db), 'skatan transport');
		expect(found.map(({ path, themes }) => [path, themes])).toEqual([[`/actors/${slug}`, ['mobility']]]);
	});
});

describe('who finds drafts', () => {
	it('neither visitors nor strangers, not even by a guessed word', async () => {
		const stranger = await makePerson(db);
		for (const ctx of [visitor(db), stranger.ctx]) {
			for (const q of ['kvastuggla', 'kvastugla', 'kvast']) {
				const result = await find(ctx, q);
				expect([result.all, result.guessed]).toEqual([0, []]);
			}
		}
	});

	it('the team, the owner and process leaders, marked as drafts and led to where they work', async () => {
		const draft = await fill('dvärgmås', false);
		const leader = await makePerson(db, { platform: ['process-leader'] });
		const colleague = await makePerson(db, { member: [{ organisationId: draft.organisation.id }] });
		for (const { ctx } of [draft.coordinator, leader, colleague]) {
			const { found } = await find(ctx, 'dvärgmås');
			expect(found.map(({ kind }) => kind).sort()).toEqual(EVERY_KIND);
			expect(found.every((one) => one.draft)).toBe(true);
			expect(found.find(({ kind }) => kind === 'lesson')!.path).toContain('/work/spread/');
		}
	});

	it('nobody who has left the team', async () => {
		const draft = await fill('lappuggla', false);
		const helper = await makePerson(db);
		await sql`insert into team_member (initiative_id, person_id, role) values (${draft.id}, ${helper.id}, 'reader')`.execute(
			db
		);
		expect((await find(helper.ctx, 'lappuggla')).all).toBe(EVERY_KIND.length);
		await sql`update team_member set ended_at = now() where person_id = ${helper.id}`.execute(db);
		expect((await find(helper.ctx, 'lappuggla')).all).toBe(0);
	});

	it('by the same rules as the pages themselves', async () => {
		const draft = await fill('slaguggla', false);
		const asked = [
			visitor(db),
			(await makePerson(db)).ctx,
			(await makePerson(db, { member: [{ organisationId: draft.organisation.id }] })).ctx,
			(await makePerson(db, { member: [{ organisationId: made.organisation.id }] })).ctx,
			(await makePerson(db, { platform: ['process-leader'] })).ctx,
			draft.coordinator.ctx,
			made.coordinator.ctx
		];
		const allowed: boolean[] = [];
		for (const ctx of asked) {
			const run = await accessInitiative(draft.coordinator.ctx, draft.slug);
			const own = await accessInitiative(ctx, draft.slug).catch(() => ({ ...run, roles: [] }));
			const { rows } =
				await sql`select from initiative i where i.id = ${draft.id} and ${ownInitiative(ctx.actor)}`.execute(
					db
				);
			expect(rows.length === 1).toBe(can(ctx.actor, viewInitiative, own));
			expect(rows.length === 1).toBe(can(ctx.actor, workInInitiative, own));
			allowed.push(rows.length === 1);
		}
		expect(allowed).toEqual([false, false, true, false, true, true, false]);
	});

	it('nobody, of what hangs on an initiative that was withdrawn', async () => {
		const run = await fill('gråtrut', true);
		expect((await find(visitor(db), 'gråtrut')).all).toBe(EVERY_KIND.length);
		await db.updateTable('initiative').set({ published_at: null }).where('id', '=', run.id).execute();
		expect((await find({ ...visitor(db), lang: 'en' }, 'gråtrut')).all).toBe(0);
	});
});

describe('ten thousand', () => {
	it('are searched through indexes', async () => {
		const run = await fill('mängdtest', true);
		await sql`insert into lesson (initiative_id, kind, title, body, published_at)
			select ${run.id}, 'worked', jsonb_build_object('o', 'sv', 'v', 1, 't', jsonb_build_object('sv', 'Lärdom ' || n)),
				jsonb_build_object('o', 'sv', 'v', 1, 't', jsonb_build_object('sv',
					case when n % 100 = 0 then 'hundrade' else 'vanlig' end || ' text nummer ' || n)), now()
			from generate_series(1, 10000) n`.execute(db);
		await sql`analyze lesson`.execute(db);
		const lesson = sources(visitor(db).actor, { match: "'hundrade'", exact: "'hundrade'" }).find(
			(source) => source.name === 'lesson'
		)!;
		const plan = await sql<{ 'QUERY PLAN': string }>`explain ${lesson.found}`.execute(db);
		expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('lesson_found');
		const result = await find(visitor(db), 'hundrade', { page: '5' });
		expect([result.total, result.pages, result.found.length]).toEqual([101, 6, 20]);
		const times: number[] = [];
		for (let n = 0; n < 9; n++) {
			const from = performance.now();
			await find(visitor(db), `hundrade ${n}00`);
			times.push(performance.now() - from);
		}
		expect(times.sort((a, b) => a - b)[4]).toBeLessThan(400);
	});
});

describe('the words around a hit', () => {
	const text = `${'Före. '.repeat(60)}Skolans förskollärare vet mer. ${'Efter. '.repeat(60)}`;
	const read = (shapes: string[]) =>
		excerpt(text, shapes)
			.map(({ text: part, hit }) => (hit ? `[${part}]` : part))
			.join('');

	it('are cut at whole words and marked by stem and part of compound', () => {
		expect(read(['skol'])).toMatch(/^… .*\[Skolans\] \[förskollärare\] vet mer\. .* …$/);
	});
	it('begin at the beginning where nothing is found', () => {
		expect(read(['xyz'])).toMatch(/^Före\. .* …$/);
	});
	it('mark short words only whole', () => {
		expect(
			marked('Så gör vi såser', ['så'])
				.filter((piece) => piece.hit)
				.map((piece) => piece.text)
		).toEqual(['Så']);
	});
	it('are never lost', () => {
		expect(
			marked(text, ['efter', 'mer'])
				.map((piece) => piece.text)
				.join('')
		).toBe(text);
	});
});

describe('addresses', () => {
	it('leave out what they do not know', () => {
		const query = readSearch(new URLSearchParams('q= a &kind=lesson&kind=secret&page=-3'));
		expect(query).toEqual({ q: 'a', kind: ['lesson'], page: 1 });
		expect(searchAddress(query, { page: 2 })).toBe('?q=a&kind=lesson&page=2');
		expect(searchAddress({ q: '', kind: [], page: 1 })).toBe('');
	});
});
