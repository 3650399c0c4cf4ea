import '../../composition.ts';
import { sql } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeCall } from '#capabilities/calls/testing.ts';
import { visitor } from '#capabilities/initiatives/testing.ts';
import { makeProcurement } from '#capabilities/procurements/testing.ts';
import { readConfig } from '#platform/server/config.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { answerOcds, bulkStream, bulkYears, publishDue } from './index.ts';
import { mergeRelease, type Fields } from './merge.ts';
import {
	codes,
	faultsOf,
	hasSchemas,
	independentMerge,
	mergeRules,
	schema,
	withoutEmpty
} from './testing-schemas.ts';
import { makeWorld, type World } from './testing.ts';

loadMessages();
const { db } = await testDb();

interface Stored {
	ocid: string;
	number: number;
	body: string;
	tags: string[];
}
const stored = () =>
	db.selectFrom('ocds_release').select(['ocid', 'number', 'body', 'tags']).orderBy('seq').execute();
const bySubject = async (id: string): Promise<Fields[]> =>
	(
		await sql<{ body: string }>`select r.body from ocds_release r join ocds_process p on p.ocid = r.ocid
			where p.subject_id = ${id} order by r.number`.execute(db)
	).rows.map(({ body }) => JSON.parse(body) as Fields);
const tagsOf = async (id: string) => (await bySubject(id)).map(({ tag }) => (tag as string[]).join(' '));
const compiledOf = async (id: string) =>
	JSON.parse(
		(
			await db
				.selectFrom('ocds_process')
				.select('compiled')
				.where('subject_id', '=', id)
				.executeTakeFirstOrThrow()
		).compiled
	) as Fields;
const ask = (path: string, search = '') => answerOcds(visitor(db), path, new URLSearchParams(search));

let seen: Stored[] = [];
/** Publishes what is due; whatever was there before must be there byte for byte. */
async function publish(): Promise<void> {
	// Events within a second are one release: time passes between what happens here.
	await publishDue(db);
	const now = await stored();
	expect(now.slice(0, seen.length)).toEqual(seen);
	seen = now;
	expect(await db.selectFrom('ocds_due').selectAll().execute()).toEqual([]);
}

let world: World;
beforeAll(async () => {
	world = await makeWorld(db, publish);
}, 300_000);

describe('releases', () => {
	test('of a request for information are planning, and nothing else', async () => {
		expect(await tagsOf(world.requestId)).toEqual(['planning', ...Array<string>(4).fill('planningUpdate')]);
		const compiled = await compiledOf(world.requestId);
		const tender = compiled.tender as Fields;
		expect(tender).toMatchObject({
			status: 'planning',
			title: 'Hur når vi familjer?',
			title_en: 'How do we reach families?'
		});
		const { milestones } = compiled.planning as { milestones: Fields[] };
		expect(milestones.map(({ type, status }) => [type, status])).toEqual([
			['engagement', 'met'],
			['engagement', 'met']
		]);
	});

	test('of a request that is called off end with why', async () => {
		expect(await tagsOf(world.calledOffId)).toEqual(['planning', 'planningUpdate']);
		const compiled = await compiledOf(world.calledOffId);
		expect(compiled.tender).toMatchObject({ status: 'withdrawn' });
		expect(JSON.stringify(compiled.planning)).toContain('Frågan löstes på annat sätt.');
	});

	test('of a procurement follow what happened, one by one', async () => {
		expect(await tagsOf(world.made.ref.id)).toEqual([
			'planning tender',
			'tenderAmendment',
			'tenderAmendment',
			'tenderUpdate',
			'tenderAmendment',
			expect.stringContaining('award') as string,
			'contract',
			'awardUpdate',
			'contractUpdate',
			'implementation',
			'implementationUpdate',
			'implementationUpdate',
			'contractUpdate',
			'contractTermination',
			'tenderUpdate'
		]);
	});

	test('of a call-off have an ocid of their own, linked to the framework', async () => {
		const { rows } = await sql<{ id: string }>`select id from procurement_round
			where procurement_id = ${world.made.ref.id} and number = 2`.execute(db);
		const [release] = await bySubject(rows[0]!.id);
		const framework = await compiledOf(world.made.ref.id);
		expect(release!.ocid).not.toBe(framework.ocid);
		expect(release!.relatedProcesses).toMatchObject([
			{ relationship: ['framework'], scheme: 'ocid', identifier: framework.ocid }
		]);
		expect(release!.tender).toMatchObject({ status: 'active', procurementMethod: 'selective' });
	});

	test('tell a cancelled, a stopped and an empty procurement apart', async () => {
		expect(await tagsOf(world.cancelled.ref.id)).toEqual(['planning tender', 'tenderCancellation']);
		expect((await compiledOf(world.cancelled.ref.id)).tender).toMatchObject({ status: 'cancelled' });
		const none = await compiledOf(world.empty.ref.id);
		expect(none.tender).toMatchObject({ status: 'unsuccessful', numberOfTenderers: 0 });
		expect(none.awards).toMatchObject([{ status: 'unsuccessful' }]);
		const { tender } = (await compiledOf(world.stopped.ref.id)) as { tender: { milestones: Fields[] } };
		expect(tender.milestones).toMatchObject([
			{ type: 'assessment', status: 'notMet', description: 'Prövat mot det som var utlovat.' },
			{ type: 'assessment', status: 'met', description: 'Vägen var för lång för många.' }
		]);
		const written = JSON.stringify(await bySubject(world.stopped.ref.id));
		expect(written).not.toContain('Bara för oss.');
		// The text comes with the gate, not when it is written.
		expect(written.match(/Vägen var för lång/g)).toHaveLength(1);
	});

	test('of a call in lots are one for the call, and one for each lot, whose parent it is', async () => {
		const call = await compiledOf(world.divided.ref.id);
		expect(call.tender).toMatchObject({
			status: 'complete',
			value: { amount: 6_000_000 },
			items: [
				{ id: '1', description: 'Skolan' },
				{ id: '2', description: 'Vården' }
			]
		});
		expect(call.awards).toBeUndefined();
		expect(JSON.stringify(call)).not.toContain('Alfa');
		const { rows } = await sql<{ compiled: string }>`select p.compiled from procurement_round r
			join ocds_process p on p.subject_id = r.id where r.procurement_id = ${world.divided.ref.id}
			order by r.number`.execute(db);
		const [first, second] = rows.map((row) => JSON.parse(row.compiled) as Fields);
		expect(rows).toHaveLength(2);
		expect(first).toMatchObject({
			relatedProcesses: [{ relationship: ['parent'], identifier: call.ocid }],
			tender: { title: 'Tidiga insatser för unga, del 1: Skolan', status: 'complete', numberOfTenderers: 1 },
			awards: [{ status: 'active' }]
		});
		expect(second).toMatchObject({
			tender: { status: 'complete', numberOfTenderers: 1, value: { amount: 3_000_000 } },
			awards: [{ status: 'active', value: { amount: 300_000 } }]
		});
	});

	test('say who may take part, in both languages, as it was published', async () => {
		const made = await makeProcurement(db, { conditions: true });
		await db
			.updateTable('procurement')
			.set({ reserved: 'idea-based' })
			.where('id', '=', made.ref.id)
			.execute();
		await publish();
		const tender = (await compiledOf(made.ref.id)).tender as Fields;
		const lines = String(tender.eligibilityCriteria).split('\n');
		expect([lines.length, lines[0], lines[2]]).toEqual([
			4,
			'Reserverad för idéburna organisationer',
			'Vi har betalat våra skatter och socialavgifter.'
		]);
		expect(tender.eligibilityCriteria_en).toContain('We have paid our taxes');
	});

	test('hold contracts with signatures, milestones and payments', async () => {
		const { contracts } = (await compiledOf(world.made.ref.id)) as { contracts: Fields[] };
		expect(contracts).toMatchObject([
			{
				id: world.agreementId,
				status: 'terminated',
				description_en: 'Build a prototype.',
				value: { amount: 300_000, currency: 'SEK' },
				implementation: {
					transactions: [{ value: { amount: 100_000, currency: 'SEK' }, date: '2026-04-02T00:00:00+02:00' }],
					milestones: [{ status: 'partiallyMet', type: 'delivery' }]
				}
			}
		]);
	});

	test('of an agreement without a procurement are award and contract', async () => {
		expect(await tagsOf(world.ownAgreementId)).toEqual(['award contract']);
		expect((await compiledOf(world.ownAgreementId)).tender).toMatchObject({
			procurementMethod: 'direct',
			procurementMethodDetails: 'Idéburet offentligt partnerskap'
		});
	});

	test('name no persons, no sole trader’s number and nothing that is only for the parties', async () => {
		const text = (await stored()).map(({ body }) => body).join('\n');
		expect(text).toContain('Enskild Ek');
		expect(text).toContain('212000-0456');
		for (const word of ['800101', 'Beslutare', 'Samordnare', 'Ulla', 'HEMLIG', 'Hemligt', 'example.org'])
			expect(text).not.toContain(word);
	});

	test('cannot be changed', async () => {
		await expect(sql`update ocds_release set body = '{}'`.execute(db)).rejects.toThrow('not changed');
	});

	test('are not written again when nothing has changed, whatever was touched', async () => {
		await sql`update procurement set updated_at = now()`.execute(db);
		await sql`update agreement set updated_at = now()`.execute(db);
		await sql`insert into ocds_due (kind, subject_id) select 'initiative', id from initiative`.execute(db);
		expect(await publishDue(db)).toBe(0);
	});

	test('told all at once afterwards are as many and have the times at which things happened', async () => {
		const before = await stored();
		const compiled = await compiledOf(world.requestId);
		await db.transaction().execute(async (tx) => {
			await sql`delete from ocds_process where subject_id = ${world.requestId}`.execute(tx);
			await sql`insert into ocds_due (kind, subject_id) values ('rfi', ${world.requestId})`.execute(tx);
		});
		await sql`update initiative set published_at = now() - interval '9 days'
			where id = (select initiative_id from rfi where id = ${world.requestId})`.execute(db);
		await sql`update rfi_version set published_at = published_at - interval '1 day' * (3 - number)
			where rfi_id = ${world.requestId}`.execute(db);
		await publishDue(db);
		const again = await bySubject(world.requestId);
		expect(again.length).toBeGreaterThan(1);
		expect((await compiledOf(world.requestId)).ocid).toBe(compiled.ocid);
		expect(again[0]!.tender).not.toHaveProperty('title_en');
		expect(again.at(-1)!.date! > again[0]!.date!).toBe(true);
		expect((await stored()).length).toBeLessThanOrEqual(before.length);
	});
});

describe('merging', () => {
	test.skipIf(!hasSchemas)('the releases of each process gives its compiled release', async () => {
		const rules = mergeRules();
		const { rows } = await sql<{ ocid: string; compiled: string; bodies: string[] }>`
			select p.ocid, p.compiled, array_agg(r.body order by r.number) as bodies
			from ocds_process p join ocds_release r on r.ocid = p.ocid group by p.ocid, p.compiled`.execute(db);
		expect(rows.length).toBeGreaterThan(6);
		for (const { compiled, bodies } of rows) {
			const releases = bodies.map((body) => JSON.parse(body) as Fields);
			expect(withoutEmpty(independentMerge(releases, rules))).toEqual(withoutEmpty(JSON.parse(compiled)));
		}
	});

	test.skipIf(!hasSchemas)('follows the rules of the official schema', () => {
		const rules = [...mergeRules()].map(([path, rule]) => [path.split('.').at(-1), rule].join(' '));
		expect(new Set(rules)).toEqual(
			new Set([
				'id omitWhenMerged',
				'date omitWhenMerged',
				'tag omitWhenMerged',
				'additionalIdentifiers wholeListMerge',
				'additionalClassifications wholeListMerge'
			])
		);
		expect(JSON.stringify(schema('release-schema'))).toContain('versionId');
	});

	test('would show a release that is left out', async () => {
		const releases = await bySubject(world.requestId);
		const partly = releases.slice(0, -1).reduce<Fields | null>((so, one) => mergeRelease(so, one), null);
		expect(partly).not.toEqual(await compiledOf(world.requestId));
	});
});

describe('packages', () => {
	/** All pages of a list from its newest one. */
	async function pages(path: 'releases' | 'records', limit: number): Promise<string[]> {
		const texts: string[] = [];
		let search: string | null = `limit=${limit}`;
		while (search !== null) {
			const { status, text } = await ask(`/${path}`, search);
			expect(status).toBe(200);
			texts.push(text);
			const { links } = JSON.parse(text) as { links?: { next?: string } };
			search = links?.next ? new URL(links.next).search.slice(1) : null;
		}
		return texts;
	}
	const releaseIds = (texts: string[]) =>
		texts.flatMap((text) =>
			(JSON.parse(text) as { releases: { id: string }[] }).releases.map(({ id }) => id)
		);

	test.skipIf(!hasSchemas)('validate against the official schemas', async () => {
		for (const text of await pages('releases', 7)) expect(faultsOf('releases', text)).toEqual([]);
		for (const text of await pages('records', 3)) expect(faultsOf('records', text)).toEqual([]);
		for (const { ocid, number } of await stored()) {
			expect(faultsOf('releases', (await ask(`/releases/${ocid}-${number}`)).text)).toEqual([]);
			expect(faultsOf('records', (await ask(`/records/${ocid}`)).text)).toEqual([]);
		}
		const bad = {
			...JSON.parse((await ask('/releases')).text),
			releases: [{ ocid: 'x', tag: ['invented'] }]
		};
		expect(faultsOf('releases', JSON.stringify(bad))).not.toEqual([]);
	});

	test.skipIf(!hasSchemas)('use codes of the open lists, too', async () => {
		const text = (await stored()).map(({ body }) => body).join('\n');
		const used = (name: string) =>
			new Set([...text.matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g'))].map((m) => m[1]!));
		for (const [name, list] of [
			['documentType', 'documentType'],
			['awardCriteria', 'awardCriteria'],
			['procurementMethod', 'method'],
			['mainProcurementCategory', 'procurementCategory']
		] as const)
			for (const code of used(name)) expect(codes(list)).toContain(code);
		for (const [name, list] of [
			['roles', 'partyRole'],
			['relationship', 'relatedProcess'],
			['submissionMethod', 'submissionMethod']
		] as const)
			for (const [, inner] of text.matchAll(new RegExp(`"${name}":\\[([^\\]]*)\\]`, 'g')))
				for (const code of JSON.parse(`[${inner}]`) as string[]) expect(codes(list)).toContain(code);
	});

	test('follow each other without gaps also where releases come meanwhile, and lead back', async () => {
		const all = (await stored()).map(({ ocid, number }) => `${ocid}-${number}`).reverse();
		expect(releaseIds(await pages('releases', 4))).toEqual(all);
		const first = JSON.parse((await ask('/releases', 'limit=4')).text) as {
			links: { next: string; prev?: string };
		};
		expect(first.links.prev).toBeUndefined();
		await makeCall(db, { title: 'Kom emellan' });
		await publishDue(db);
		const second = JSON.parse((await ask('/releases', new URL(first.links.next).search)).text) as {
			releases: { id: string }[];
			links: { prev: string };
		};
		expect(second.releases.map(({ id }) => id)).toEqual(all.slice(4, 8));
		const back = JSON.parse((await ask('/releases', new URL(second.links.prev).search)).text) as {
			releases: { id: string }[];
		};
		expect(back.releases.map(({ id }) => id)).toEqual(all.slice(0, 4));
	});

	test('of one record hold its releases, what they give, and every version of every field', async () => {
		const { ocid } = await compiledOf(world.made.ref.id);
		const { records } = JSON.parse((await ask(`/records/${String(ocid)}`)).text) as {
			records: { releases: Fields[]; compiledRelease: Fields; versionedRelease: { tender: Fields } }[];
		};
		const [record] = records;
		expect(record!.releases).toEqual(await bySubject(world.made.ref.id));
		expect(record!.compiledRelease).toEqual(await compiledOf(world.made.ref.id));
		const { status } = record!.versionedRelease.tender as { status: { value: string }[] };
		expect(status.map(({ value }) => value)).toEqual(['active', 'complete']);
	});

	test.each([
		['/releases', 'limit=0', 422],
		['/releases', 'limit=101', 422],
		['/releases', 'after=x', 422],
		['/records', 'colour=blue', 422],
		['/releases/none', '', 404],
		['/records/ocds-xxxxxx-none', '', 404],
		['/releases', 'after=0', 404],
		['/nothing', '', 404],
		['/releases/a/b', '', 404],
		['/', '', 200]
	])('%s?%s → %i', async (path, search, status) => expect((await ask(path, search)).status).toBe(status));

	test('a year is one file of all its releases, in their order', async () => {
		const [year] = await bulkYears(db);
		const chunks: Buffer[] = [];
		for await (const chunk of bulkStream(db, year!)) chunks.push(chunk as Buffer);
		const { gunzipSync } = await import('node:zlib');
		const lines = gunzipSync(Buffer.concat(chunks)).toString().trimEnd().split('\n');
		const bodies = (await stored())
			.map(({ body }) => body)
			.filter((body) => body.includes(`"date":"${year!.year}-`));
		expect(lines.length).toBe(year!.releases);
		expect(bodies).toEqual(expect.arrayContaining(lines));
	});
});

test('two who publish at once write each release once, and leave nothing', async () => {
	const calls = [];
	for (let n = 0; n < 6; n += 1) calls.push(await makeCall(db, { title: `Samtidig ${n}` }));
	await Promise.all([publishDue(db), publishDue(db), publishDue(db)]);
	await publishDue(db);
	for (const { id } of calls) expect(await tagsOf(id)).toEqual(['planning']);
	expect(await db.selectFrom('ocds_due').selectAll().execute()).toEqual([]);
});

test('one process that cannot be told of does not stop the others', async () => {
	const [broken, whole] = [await makeCall(db), await makeCall(db)];
	await sql`update rfi_version set content = content - 'title' where rfi_id = ${broken.id}`.execute(db);
	await expect(publishDue(db)).rejects.toThrow();
	expect(await tagsOf(whole.id)).toEqual(['planning']);
	expect(await tagsOf(broken.id)).toEqual([]);
	await sql`update rfi_version set content = (select content from rfi_version where rfi_id = ${whole.id})
		where rfi_id = ${broken.id}`.execute(db);
	await publishDue(db);
	expect(await tagsOf(broken.id)).toEqual(['planning']);
});

test('a prefix must look like one', () => {
	expect(() => readConfig({ OCDS_PREFIX: 'ocds-1' })).toThrow();
	expect(readConfig({ OCDS_PREFIX: 'ocds-a1b2c3' }).OCDS_PREFIX).toBe('ocds-a1b2c3');
});

test('what is not published is not told', async () => {
	const before = (await stored()).length;
	await makeCall(db, { published: false });
	await makeProcurement(db, { published: false });
	await publishDue(db);
	expect((await stored()).length).toBe(before);
});
