import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import '../../composition.ts';
import {
	makeInitiative,
	makeOrganisation,
	visitor,
	type MadeInitiative
} from '#capabilities/initiatives/testing.ts';
import {
	addIndicator,
	listSteps,
	publishIndicator,
	reportMeasurement,
	setUpEffects
} from '#capabilities/effects/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { answerOpenData, ENDPOINTS, openApi } from './index.ts';
import { listShape } from './server/endpoints.ts';
import { fillWorld } from './testing.ts';

const { db } = await testDb();
let shown: MadeInitiative;
let draft: MadeInitiative;

const SECRET = 'HEMLIGT-UTKAST';
const ask = (path: string, search = '') => answerOpenData(visitor(db), path, new URLSearchParams(search));

beforeAll(async () => {
	loadMessages();
	shown = await makeInitiative(db, { title: 'Synlig', summary: 'Får läsas', published: true });
	draft = await makeInitiative(db, { title: SECRET, summary: SECRET });
	await fillWorld(db, shown, { words: 'Synligt', published: true });
	// Everything there is, unpublished within the published one, and published within the unpublished one.
	await fillWorld(db, shown, { words: SECRET, published: false });
	await fillWorld(db, draft, { words: SECRET, published: true });
});

describe('what is answered', () => {
	test.each(ENDPOINTS.filter((one) => one.list).map((one) => [one.path, one] as const))(
		'%s answers with something public, as described, and with nothing private',
		async (path, endpoint) => {
			const { status, body } = await ask(path);
			expect(status).toBe(200);
			const { items } = body as { items: unknown[] };
			expect(items.length).toBeGreaterThan(0);
			expect(JSON.stringify(body)).not.toContain(SECRET);
			const described = z.fromJSONSchema(z.toJSONSchema(listShape(endpoint.shape)) as never);
			expect(described.safeParse(JSON.parse(JSON.stringify(body))).error?.issues).toBeUndefined();
		}
	);

	test('one initiative is there with its phases; a draft and an unknown one are not', async () => {
		const { status, body } = await ask(`/initiatives/${shown.slug}`);
		expect(status).toBe(200);
		expect((body as { phases: unknown[] }).phases).toHaveLength(7);
		expect((await ask(`/initiatives/${draft.slug}`)).status).toBe(404);
		expect(await ask('/initiatives/none')).toMatchObject({
			status: 404,
			body: { error: { code: 'not-found' } }
		});
		expect((await ask('/nothing')).status).toBe(404);
	});

	test('a session shows nothing more: the team gets no draft either', async () => {
		const { status } = await answerOpenData(
			draft.coordinator.ctx,
			`/initiatives/${draft.slug}`,
			new URLSearchParams()
		);
		expect(status).toBe(404);
	});

	test('figures on too few persons come without their value', async () => {
		await setUpEffects(shown.coordinator.ctx, shown.slug);
		const [step] = await listSteps(db, shown.id);
		const id = await addIndicator(shown.coordinator.ctx, shown.slug, {
			step: step!.id,
			name: 'Andel som mår bättre',
			source: 'Enkät',
			unit: 'share',
			direction: 'up'
		});
		for (const [year, n, value] of [
			['2023', 4, 25],
			['2024', 40, 25]
		] as const)
			await reportMeasurement(shown.coordinator.ctx, shown.slug, id, {
				kind: 'measurement',
				periodStart: `${year}-01-01`,
				periodEnd: `${year}-12-31`,
				value,
				n,
				design: 1
			});
		await publishIndicator(shown.decider.ctx, shown.slug, id);
		const { body } = await ask('/indicators', `initiative=${shown.slug}`);
		const { items } = body as {
			items: { id: string; measurements: { value: number | null; n: number | null }[] }[];
		};
		const found = items.find((item) => item.id === id)!;
		expect(found.measurements.map(({ value, n }) => [value, n])).toEqual([
			[null, null],
			[25, 40]
		]);
	});
});

describe('asking', () => {
	test('pages follow each other without gaps, also where something is published meanwhile', async () => {
		for (let n = 0; n < 4; n += 1) await makeInitiative(db, { title: `Nummer ${n}`, published: true });
		const seen: string[] = [];
		let search: string | null = 'limit=2';
		while (search !== null) {
			const { body } = await ask('/initiatives', search);
			const { items, next } = body as { items: { slug: string }[]; next: string | null };
			seen.push(...items.map((item) => item.slug));
			if (seen.length === 2) await makeInitiative(db, { title: 'Kom emellan', published: true });
			search = next && new URL(next).search.slice(1);
		}
		expect(new Set(seen).size).toBe(seen.length);
		expect(seen).toHaveLength(5);
	});

	test.each([
		['limit=0', 'limit'],
		['limit=101', 'limit'],
		['theme=unknown', 'theme'],
		['colour=blue', 'colour']
	])('%s is refused with its name', async (search, name) => {
		const { status, body } = await ask('/initiatives', search);
		expect(status).toBe(422);
		expect(body).toMatchObject({ error: { code: 'invalid', parameters: [{ name }] } });
	});

	test.each(['after=nonsense', `after=${Buffer.from("2024-01-01' or 1=1|x").toString('base64url')}`])(
		'%s is refused',
		async (search) => expect((await ask('/initiatives', search)).status).toBe(422)
	);

	test('filters hold', async () => {
		const { body } = await ask('/initiatives', 'status=finished');
		expect((body as { items: unknown[] }).items).toEqual([]);
	});

	test('a sole trader has no number here, a hidden organisation is absent', async () => {
		const sole = await makeOrganisation(db, { name: 'Enskild Ek', sector: 'business' });
		const hidden = await makeOrganisation(db, { name: 'Dold Firma', sector: 'business' });
		await db
			.updateTable('organisation')
			.set({ sole_trader: true, org_number: '8001011236' })
			.where('id', '=', sole.id)
			.execute();
		await db.updateTable('organisation').set({ hidden_at: new Date() }).where('id', '=', hidden.id).execute();
		const text = JSON.stringify((await ask('/organisations', 'limit=100')).body);
		expect(text).toContain('Enskild Ek');
		expect(text).not.toMatch(/800101.?1236/);
		expect(text).not.toContain('Dold Firma');
	});
});

describe('the description', () => {
	const description = openApi() as {
		paths: Record<string, unknown>;
		components: { schemas: Record<string, unknown> };
	};

	test('names every address, and every reference leads somewhere', () => {
		const own = Object.keys(description.paths).filter((path) => !path.startsWith('/ocds'));
		expect(own).toEqual(ENDPOINTS.map((one) => one.path));
		expect(description.paths).toHaveProperty(['/ocds/releases']);
		const references = [...JSON.stringify(description).matchAll(/"\$ref":"(#[^"]+)"/g)].map(
			(found) => found[1]!
		);
		expect(references.length).toBeGreaterThan(10);
		for (const reference of references)
			expect(Object.keys(description.components.schemas)).toContain(
				reference.replace('#/components/schemas/', '')
			);
	});

	test('has no schema addresses of its own left', () => {
		expect(JSON.stringify(description)).not.toMatch(/"\$(id|schema)"/);
	});
});
