import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '#platform/server/context.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { testWorld } from '../test-world.ts';
import { checkJob, purgeImports, runJob } from './jobs.ts';
import { importPage, importReport, listImports } from './page.ts';
import {
	backToMapping,
	cancelImport,
	checkImport,
	confirmImport,
	rereadImport,
	startImport
} from './service.ts';

const { db } = await testDb();
const world = testWorld(db);
const leader = await world.leader();

const file = (text: string | Uint8Array<ArrayBuffer>, name = 'aktorer.csv') => new File([text], name);
const count = async () =>
	(
		await db
			.selectFrom('organisation')
			.select(sql<number>`count(*)::int`.as('n'))
			.executeTakeFirstOrThrow()
	).n;
const form = { encoding: 'utf-8', delimiter: 'semicolon', lang: 'sv', sector: 'civil-society' } as const;

/** Uploads and checks with the guessed columns. */
async function checked(text: string, ctx: Context = leader): Promise<string> {
	const id = await startImport(ctx, file(text));
	const { mapping } = await importPage(ctx, id);
	const columns = Object.fromEntries(
		Object.entries(mapping).map(([field, index]) => [`column-${field}`, index])
	);
	await checkImport(ctx, id, { ...form, ...columns });
	await checkJob.run({ importId: id }, db);
	return id;
}

async function imported(text: string): Promise<string> {
	const id = await checked(text);
	await confirmImport(leader, id);
	await runJob.run({ importId: id }, db);
	return id;
}

const outcomes = async (id: string) => (await importPage(leader, id)).counts;

beforeAll(async () => {
	await imported('Namn;Org.nr;Kommun;Om\nFörsta;802000-1452;Malmö;Text ett\nUtan nummer;;Lund;Text två\n');
});

describe('an import', () => {
	it('says before it runs what would become of each row, and changes nothing', async () => {
		const before = await count();
		const id = await checked(
			'Namn;Org.nr;Kommun;Om\nFörsta;8020001452;Malmö;Ny text\nUtan nummer;;Lund;Text två\nTredje;;Umeå;\nFjärde;123;Umeå;\nTredje;;Umeå;\n'
		);
		const page = await importPage(leader, id);
		expect(page.step).toBe('checked');
		expect(page.rows.map((row) => [row.line, row.outcome])).toEqual([
			[5, 'error'],
			[6, 'error'],
			[2, 'update'],
			[3, 'unchanged'],
			[4, 'create']
		]);
		expect(page.rows[0]!.notes[0]).toMatch(/^Organisationsnummer: /);
		expect(page.rows[1]!.notes).toEqual(['Samma organisation som på rad 4.']);
		expect(page.rows[3]!.notes).toEqual(['Utan nummer: jämförd på namn och plats.']);
		expect(await count()).toBe(before);
	});

	it('gives the same again when it runs twice', async () => {
		const text = 'Namn;Org.nr;Kommun;Teman\nNya;556036-0793;Umeå;Mat\nNamnlös;;Piteå;\n';
		expect(await outcomes(await imported(text))).toEqual({ create: 2, update: 0, unchanged: 0, error: 0 });
		const before = await count();
		expect(await outcomes(await imported(text))).toEqual({ create: 0, update: 0, unchanged: 2, error: 0 });
		expect(await count()).toBe(before);
	});

	it('changes what the file says and keeps what it is silent about', async () => {
		await imported('Namn;Org.nr;Kommun\nFörsta föreningen;802000-1452;\n');
		const row = await db
			.selectFrom('organisation')
			.selectAll()
			.where('org_number', '=', '8020001452')
			.executeTakeFirstOrThrow();
		expect(row).toMatchObject({
			name: 'Första föreningen',
			municipality: '1280',
			about: { t: { sv: 'Text ett' } }
		});
	});

	it('gives a number to one that was known by name and place', async () => {
		await imported('Namn;Org.nr;Kommun\nUtan nummer;212000-1132;Lund\n');
		const rows = await db
			.selectFrom('organisation')
			.select(['org_number', 'county'])
			.where('name', '=', 'Utan nummer')
			.execute();
		expect(rows).toEqual([{ org_number: '2120001132', county: '12' }]);
	});

	it('leaves claimed organisations alone', async () => {
		const org = await world.organisation(leader, { name: 'Egen herre', orgNumber: '202100-5489' });
		await world.member(org.id, 'Rep Herre', 'representative');
		const id = await imported('Namn;Org.nr\nAnnat namn;202100-5489\n');
		expect(await outcomes(id)).toMatchObject({ unchanged: 1 });
		const row = await db
			.selectFrom('organisation')
			.select('name')
			.where('id', '=', org.id)
			.executeTakeFirstOrThrow();
		expect(row.name).toBe('Egen herre');
	});

	it('can be found by search at once, and its chain verifies', async () => {
		const id = await imported('Namn;Kommun;Om\nKlädbytarboden;Falun;Vi lånar ut vinterkläder\n');
		const { rows } = await sql`select 1 from organisation_word where word = 'vinterkläder'`.execute(db);
		expect(rows).toHaveLength(1);
		const actions = await db
			.selectFrom('audit_entry')
			.select('action')
			.where('chain_id', '=', `import:${id}`)
			.orderBy('seq')
			.execute();
		expect(actions.map((each) => each.action)).toEqual([
			'import.uploaded',
			'import.confirmed',
			'import.written',
			'import.finished'
		]);
		expect((await verifyAudit(db)).faults).toEqual([]);
	});
});

describe('a file that is broken', () => {
	it('is refused at the door when its beginning shows it', async () => {
		await expect(startImport(leader, file('Namn\n'))).rejects.toMatchObject({
			key: 'actors.import.error.no-rows'
		});
		await expect(startImport(leader, file(Uint8Array.from([80, 75, 3, 4])))).rejects.toMatchObject({
			key: 'actors.import.error.excel'
		});
		await expect(startImport(leader, file('x'.repeat(10_500_000)))).rejects.toMatchObject({
			code: 'too-large'
		});
	});

	it('changes nothing when it breaks further on', async () => {
		const before = await count();
		const id = await checked(
			`Namn;Om\n${Array.from({ length: 50 }, (_, n) => `Rad ${n};x`).join('\n')}\nSlut;"aldrig stängt\n`
		);
		const page = await importPage(leader, id);
		expect(page.step).toBe('failed');
		expect(page.failure).toContain('citattecken');
		await expect(confirmImport(leader, id)).rejects.toMatchObject({ code: 'conflict' });
		expect(await count()).toBe(before);
	});

	it('leaves nothing behind when the last row cannot be written', async () => {
		const id = await checked(`Namn\n${Array.from({ length: 1200 }, (_, n) => `Halvvägs ${n}`).join('\n')}\n`);
		await sql`create function refuse_last() returns trigger language plpgsql as $$
			begin if new.name = 'Halvvägs 1199' then raise 'no room'; end if; return new; end $$`.execute(db);
		await sql`create trigger refuse_last before insert on organisation for each row execute function refuse_last()`.execute(
			db
		);
		const before = await count();
		await confirmImport(leader, id);
		await runJob.run({ importId: id }, db);
		expect(await count()).toBe(before);
		expect(await importPage(leader, id)).toMatchObject({ step: 'failed', retry: true });
		await sql`drop trigger refuse_last on organisation`.execute(db);
		await confirmImport(leader, id);
		await runJob.run({ importId: id }, db);
		expect(await count()).toBe(before + 1200);
	});
});

describe('steps', () => {
	it('can be read in another way before it is checked', async () => {
		const id = await startImport(leader, file('Namn,Ort\nA;B,C\n'));
		expect(await importPage(leader, id)).toMatchObject({
			delimiter: 'comma',
			preview: { headers: ['Namn', 'Ort'] }
		});
		await rereadImport(leader, id, { encoding: 'windows-1252', delimiter: 'semicolon' });
		expect(await importPage(leader, id)).toMatchObject({
			delimiter: 'semicolon',
			preview: { headers: ['Namn,Ort'] }
		});
	});

	it('needs a name column', async () => {
		const id = await startImport(leader, file('A;B\n1;2\n'));
		await expect(checkImport(leader, id, form)).rejects.toMatchObject({
			fields: { 'column-name': 'actors.import.error.name' }
		});
	});

	it('runs once, however often it is confirmed or the job comes', async () => {
		const id = await checked('Namn\nEn gång\n');
		const both = await Promise.allSettled([confirmImport(leader, id), confirmImport(leader, id)]);
		expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
		await Promise.all([runJob.run({ importId: id }, db), runJob.run({ importId: id }, db)]);
		const rows = await db.selectFrom('organisation').select('id').where('name', '=', 'En gång').execute();
		expect(rows).toHaveLength(1);
		await expect(backToMapping(leader, id)).rejects.toMatchObject({ code: 'conflict' });
		await expect(cancelImport(leader, id)).rejects.toMatchObject({ code: 'conflict' });
	});

	it('two imports of the same organisation at once make one of it', async () => {
		const ids = [
			await checked('Namn;Org.nr\nSamtidig;556012-5790\n'),
			await checked('Namn;Org.nr\nSamtidig;556012-5790\n')
		];
		for (const id of ids) await confirmImport(leader, id);
		await Promise.all(ids.map((id) => runJob.run({ importId: id }, db)));
		expect(
			await db.selectFrom('organisation').select('id').where('name', '=', 'Samtidig').execute()
		).toHaveLength(1);
		expect(await Promise.all(ids.map(async (id) => (await importPage(leader, id)).step))).toEqual([
			'done',
			'done'
		]);
	});

	it('a cancelled one is over, and old files are thrown away', async () => {
		const id = await checked('Namn\nÅngrad\n');
		await cancelImport(leader, id);
		await expect(confirmImport(leader, id)).rejects.toMatchObject({ code: 'conflict' });
		const old = await startImport(leader, file('Namn\nGammal\n'));
		await sql`update organisation_import set created_at = now() - interval '8 days' where id = ${old}`.execute(
			db
		);
		await purgeImports.run({}, db);
		expect(await importPage(leader, old)).toMatchObject({ step: 'cancelled', preview: null });
	});

	it('is for process leaders', async () => {
		const org = await world.organisation(leader);
		const rep = await world.as((await world.member(org.id, 'Rep Utan Rätt', 'decision-maker')).id);
		for (const ctx of [rep, world.visitor]) {
			const code = ctx === rep ? 'forbidden' : 'sign-in';
			await expect(startImport(ctx, file('Namn\nA\n'))).rejects.toMatchObject({ code });
			await expect(listImports(ctx)).rejects.toMatchObject({ code });
			await expect(importPage(ctx, crypto.randomUUID())).rejects.toMatchObject({ code });
		}
		await expect(importPage(leader, crypto.randomUUID())).rejects.toMatchObject({ code: 'not-found' });
		await expect(importPage(leader, 'x')).rejects.toMatchObject({ code: 'not-found' });
	});
});

it('neither report, staging nor chain holds the number of a sole trader; formulas stay text', async () => {
	const id = await imported(
		'Namn;Org.nr\n=HYPERLINK("http://x");\nEnskild Firma;121212-1212\n'.replaceAll(
			'=HYPERLINK("http://x")',
			'"=HYPERLINK(""http://x"")"'
		)
	);
	const { text } = await importReport(leader, id);
	const staged = JSON.stringify(
		await db.selectFrom('organisation_import_row').selectAll().where('import_id', '=', id).execute()
	);
	const chain = JSON.stringify(await db.selectFrom('audit_entry').selectAll().execute());
	for (const place of [text, staged, chain]) expect(place).not.toMatch(/121212-?1212/);
	expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
	const left = await db
		.selectFrom('organisation_import')
		.select('content')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	expect(left.content).toBeNull();
});
