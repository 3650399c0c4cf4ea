import { sql } from 'kysely';
import { expect, test } from 'vitest';
import '../src/composition.ts';
import {
	addFile,
	contentOf,
	deliver,
	makeProcurement,
	makeTender
} from '#capabilities/procurements/testing.ts';
import { code, open } from '#capabilities/procurements/testing-rounds.ts';
import {
	allTenderers,
	askTenderers,
	declareConflict,
	declareRound,
	tendersWithDoors
} from '#capabilities/procurements/index.ts';
import type { Context } from '#platform/server/context.ts';
import { testDb } from '#platform/server/testing/db.ts';

const { db } = await testDb();

type Module = { load?: (event: unknown) => unknown; GET?: (event: unknown) => unknown };
const MODULES = import.meta.glob<Module>('../src/routes/**/+{page.server,layout.server,server}.ts');
// Signing out, signing in, what needs a whole server to answer, and the public register of all organisations.
const LEFT_OUT = /\/(actors|sign-in|sign-out|oidc|health|live|events|personas|outbox|auth)\b|\(identity\)/;

interface World {
	slug: string;
	procurement: string;
	tenders: string[];
	files: string[];
	requests: string[];
}

/** Every set of parameters that somebody who looks for names could put into a route's address. */
function addressesOf(path: string, { slug, procurement, tenders, files, requests }: World) {
	const named = [...path.matchAll(/\[(?:\.\.\.)?([a-z]+)(?:=([a-z]+))?\]/g)].map(([, name]) => name!);
	const values: Record<string, string[]> = {
		...{ lang: ['sv'], slug: [slug], number: ['1'], id: [procurement, ...tenders] },
		...{ tender: tenders, file: files, request: requests }
	};
	return named.reduce<Record<string, string>[]>(
		(all, name) =>
			all.flatMap((one) => (values[name] ?? [procurement]).map((value) => ({ ...one, [name]: value }))),
		[{}]
	);
}

function eventFor(ctx: Context, path: string, params: Record<string, string>) {
	const url = new URL(`http://127.0.0.1/sv${path.replace(/\[[^\]]*\]/g, 'x')}`);
	const nothing = () => undefined;
	return {
		...{ params, url, route: { id: path }, request: new Request(url), locals: { ctx, lang: 'sv' } },
		cookies: { get: nothing, getAll: () => [], set: nothing, delete: nothing, serialize: () => '' },
		...{
			parent: async () => ({}),
			depends: nothing,
			setHeaders: nothing,
			untrack: (f: () => unknown) => f()
		},
		...{ getClientAddress: () => '127.0.0.1', isDataRequest: false, fetch, platform: undefined }
	};
}

async function read(answer: unknown): Promise<string> {
	if (!(answer instanceof Response)) return JSON.stringify(answer ?? null);
	const headers = JSON.stringify([...answer.headers]);
	return (
		headers + (/event-stream/.test(headers) ? '' : Buffer.from(await answer.arrayBuffer()).toString('latin1'))
	);
}

/** Everything that the pages, files, feeds and exports give a person, by route. */
async function walk(ctx: Context, world: World): Promise<{ route: string; said: string }[]> {
	const found: { route: string; said: string }[] = [];
	for (const [file, load] of Object.entries(MODULES)) {
		const route = file.replace('../src/routes', '').replace(/\/\+[a-z.]+\.ts$/, '');
		if (LEFT_OUT.test(route)) continue;
		const module = await load();
		for (const answer of [module.load, module.GET]) {
			if (!answer) continue;
			for (const params of addressesOf(route, world)) {
				const said = await Promise.resolve()
					.then(() => answer(eventFor(ctx, route, params)))
					.then(read)
					.catch((error: unknown) => JSON.stringify(error) + String(error));
				found.push({ route, said });
			}
		}
	}
	return found;
}

test(
	'nothing that an evaluator can reach tells whose a tender is, until the scores are frozen',
	{ timeout: 240_000 },
	async () => {
		const made = await makeProcurement(db, { conditions: true });
		await sql`update procurement_round set anonymous = true where procurement_id = ${made.ref.id}`.execute(
			db
		);
		const [files, tenders]: [string[], string[]] = [[], []];
		for (const name of ['Qvarnhjulet', 'Xylofonen', 'Zenitbyrån']) {
			const made1 = await makeTender(db, made, { name, submitted: false });
			const file = await addFile(made1.member.ctx, made1.tenderId, `${name}s plan.txt`, 'Vår plan.');
			const content = contentOf(made);
			await deliver(made1.representative.ctx, made1.tenderId, { ...content, files: [file] });
			files.push(file.id);
			tenders.push(made1.tenderId);
		}
		await open(made);
		const [bea] = made.evaluators;
		await declareRound(bea.ctx, made.round, { conflict: 'no' });
		for (const tenderId of tenders)
			await declareConflict(made.officer.ctx, made.round, { tenderId, conflict: 'no' });
		await askTenderers(made.officer.ctx, made.round, {
			tenderIds: tenders,
			kind: 'clarify',
			question: 'Vad menar ni med fas två?',
			reason: 'Svaret går inte att förstå som det står.',
			ground: '4 kap. 9 § LOU',
			answerUntil: '2098-12-24T15:00'
		} as never);
		const requests = (await db.selectFrom('tender_request').select('id').execute()).map((one) => one.id);
		const world = { slug: made.run.slug, procurement: made.ref.id, tenders, files, requests };
		const tells = /Qvarnhjulet|Xylofonen|Zenitbyrån|Zenitbyr\\u00e5n|member |representative /i;
		const telling = async (ctx: Context) =>
			(await walk(ctx, world)).filter(({ said }) => tells.test(said)).map(({ route }) => route);

		const conflicts =
			'/[lang=lang]/initiatives/[slug]/work/procurement/[id=uuid]/rounds/[number=round]/conflicts';
		const seen = await walk(bea.ctx, world);
		const round = seen.filter(({ route }) => route.includes('[number=round]'));
		// The walk does get in: the tenders are read, by their neutral names.
		expect(round.filter(({ said }) => /Anbud [ABC]/.test(said)).length).toBeGreaterThan(7);
		expect([...new Set(await telling(bea.ctx))]).toEqual([conflicts]);
		// There the names stand alone: by the alphabet, with no tender beside them.
		const list = seen.filter(({ route }) => route === conflicts);
		expect(list.filter(({ said }) => tenders.some((id) => said.includes(id)))).toEqual([]);
		expect(await allTenderers(db, (await tendersWithDoors(bea.ctx, made.round)).round.id)).toEqual([
			'Qvarnhjulet',
			'Xylofonen',
			'Zenitbyrån'
		]);
		// Mails to evaluators: a job that holds a tender of theirs would tell.
		const { rows: jobs } = await sql<{ data: string }>`select data::text from pgboss.job`
			.execute(db)
			.catch(() => ({ rows: [] }));
		expect(
			jobs.filter(({ data }) => data.includes(bea.id) && tenders.some((id) => data.includes(id)))
		).toEqual([]);

		// Without the filter the same walk finds them: the test would notice.
		await sql`update procurement_round set anonymous = false where procurement_id = ${made.ref.id}`.execute(
			db
		);
		const open1 = new Set(await telling(bea.ctx));
		expect(open1.size).toBeGreaterThan(6);
		expect(await code(tendersWithDoors(bea.ctx, made.round))).toBe('done');
	}
);
