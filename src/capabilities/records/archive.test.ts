import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SaxesParser } from 'saxes';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { sql } from 'kysely';
import '../../composition.ts';
import { deadlineIn, makeAnswerer, makeCall, sendAnswer } from '#capabilities/calls/testing.ts';
import { makePerson } from '#capabilities/initiatives/testing.ts';
import { cancelLot, declareConflict, decideRound, prepareLetters } from '#capabilities/procurements/index.ts';
import { makeProcurement, makeTender } from '#capabilities/procurements/testing.ts';
import { makeDivided, makeLotTender } from '#capabilities/procurements/testing-lots.ts';
import { code, declareAll, DECISION, open, scoreAll } from '#capabilities/procurements/testing-rounds.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { archivePackage, archivePage } from './index.ts';

const { db } = await testDb();
beforeAll(() => loadMessages());

interface Node {
	name: string;
	attributes: Record<string, string>;
	children: Node[];
	text: string;
}

/** Reads XML strictly: what is not well-formed, or uses an undeclared prefix, is an error. */
function parse(xml: string): Node {
	const root: Node = { name: '', attributes: {}, children: [], text: '' };
	const stack = [root];
	const parser = new SaxesParser({ xmlns: true });
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', (tag) => {
		const attributes = Object.fromEntries(Object.values(tag.attributes).map((one) => [one.name, one.value]));
		const node = { name: tag.name, attributes, children: [], text: '' };
		stack.at(-1)!.children.push(node);
		stack.push(node);
	});
	parser.on('text', (text) => void (stack.at(-1)!.text += text));
	parser.on('closetag', () => void stack.pop());
	parser.write(xml).close();
	return root.children[0]!;
}

const all = (node: Node, name: string): Node[] => [
	...(node.name === name ? [node] : []),
	...node.children.flatMap((child) => all(child, name))
];
const one = (node: Node, name: string) => all(node, name)[0]!;

async function unpack(stream: ReadableStream): Promise<Map<string, Buffer>> {
	const files = new Map<string, Buffer>();
	const reader = extract();
	const piped = pipeline(Readable.fromWeb(stream as never), reader as unknown as NodeJS.WritableStream);
	for await (const entry of reader) {
		const parts: Buffer[] = [];
		for await (const part of entry) parts.push(part as Buffer);
		files.set(entry.header.name, Buffer.concat(parts));
	}
	await piped;
	return files;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What CSIP 2.2 asks of a METS document, by its own numbers, and that what it says of each file is so. */
function expectMets(files: Map<string, Buffer>, folder: string): string[] {
	const mets = parse(files.get(`${folder}/METS.xml`)!.toString('utf8'));
	expect(mets.name).toBe('mets:mets');
	// CSIP1, CSIP2, CSIP4, CSIP6
	expect(mets.attributes.OBJID).toBe(folder.split('/').at(-1));
	expect(mets.attributes.TYPE).toBe('Mixed');
	expect(mets.attributes['csip:CONTENTINFORMATIONTYPE']).toBe('MIXED');
	expect(mets.attributes.PROFILE).toBe('https://earkcsip.dilcis.eu/profile/E-ARK-CSIP.xml');
	// CSIP117, CSIP7, CSIP9–16
	const header = mets.children[0]!;
	expect(header.name).toBe('mets:metsHdr');
	expect(header.attributes.CREATEDATE).toMatch(/^\d{4}-\d\d-\d\dT/);
	expect(header.attributes['csip:OAISPACKAGETYPE']).toBe('SIP');
	expect(header.children[0]!.attributes).toEqual({ ROLE: 'CREATOR', TYPE: 'OTHER', OTHERTYPE: 'SOFTWARE' });
	expect(one(header, 'mets:name').text).toBe('Mötesplats');
	expect(one(header, 'mets:note').attributes['csip:NOTETYPE']).toBe('SOFTWARE VERSION');
	// Ids are unique, and every reference leads to one (CSIP18, 33, 59, 65, 67, 83, 85, 89, 94, 102, 106).
	const nodes = (node: Node): Node[] => [node, ...node.children.flatMap(nodes)];
	const ids = nodes(mets).flatMap((node) => node.attributes.ID ?? []);
	expect(new Set(ids).size).toBe(ids.length);
	const references = nodes(mets).flatMap(({ attributes: a }) =>
		[a.FILEID, a.ADMID, a.DMDID].flatMap((value) => value?.split(' ') ?? [])
	);
	expect(references.filter((id) => !ids.includes(id))).toEqual([]);
	// CSIP80–90: one physical map, metadata in one division
	const map = one(mets, 'mets:structMap');
	expect(map.attributes).toMatchObject({ TYPE: 'PHYSICAL', LABEL: 'CSIP' });
	expect(map.children).toHaveLength(1);
	expect(map.children[0]!.attributes.LABEL).toBe(mets.attributes.OBJID);
	expect(map.children[0]!.children[0]!.attributes.LABEL).toBe('Metadata');
	// CSIP22–30, 36–44, 66–79: every file with its size, checksum and place
	const located = [
		...all(mets, 'mets:mdRef').map((ref) => ({ facts: ref, at: ref })),
		...all(mets, 'mets:file').map((file) => ({ facts: file, at: one(file, 'mets:FLocat') }))
	];
	return located.map(({ facts, at }) => {
		expect(at.attributes).toMatchObject({ LOCTYPE: 'URL', 'xlink:type': 'simple' });
		const path = `${folder}/${decodeURIComponent(at.attributes['xlink:href']!)}`;
		const bytes = files.get(path)!;
		expect(bytes, path).toBeDefined();
		expect(facts.attributes).toMatchObject({
			SIZE: String(bytes.length),
			CHECKSUM: sha256(bytes),
			CHECKSUMTYPE: 'SHA-256'
		});
		expect(facts.attributes.MIMETYPE).toMatch(/^[a-z]+\/[a-z0-9.+-]+$/);
		expect(facts.attributes.CREATED).toMatch(/^\d{4}-/);
		return path;
	});
}

function expectPackage(files: Map<string, Buffer>): string {
	const root = [...files.keys()][0]!.split('/')[0]!;
	const listed = [...expectMets(files, root), ...expectMets(files, `${root}/representations/rep1`)];
	// Nothing lies in the package that no METS document lists, but the root one itself; nothing twice.
	const expected = [...files.keys()].filter((path) => path !== `${root}/METS.xml`).sort();
	expect([...new Set(listed)].sort()).toEqual(expected);
	expect(listed).toHaveLength(expected.length);
	// CSIP105–112: the representation by its METS document
	const mets = parse(files.get(`${root}/METS.xml`)!.toString('utf8'));
	const pointer = one(mets, 'mets:mptr').attributes;
	expect(pointer['xlink:href']).toBe('representations/rep1/METS.xml');
	const group = all(mets, 'mets:fileGrp').find((one) => one.attributes.ID === pointer['xlink:title'])!;
	expect(group.attributes.USE).toBe('Representations/rep1');
	// PREMIS holds the checksum of every file of the representation.
	const premis = parse(
		files.get(`${root}/representations/rep1/metadata/preservation/premis.xml`)!.toString('utf8')
	);
	const data = [...files].filter(([path]) => path.startsWith(`${root}/representations/rep1/data/`));
	expect(
		all(premis, 'premis:messageDigest')
			.map((node) => node.text)
			.sort()
	).toEqual(data.map(([, bytes]) => sha256(bytes)).sort());
	// Every PDF that was made here says that it is PDF/A-2a.
	for (const [path, bytes] of data)
		if (path.endsWith('.pdf')) expect(bytes.toString('latin1'), path).toMatch(/pdfaid:conformance>A</);
	// One cut off before its end has no METS document.
	expect([...files.keys()].at(-1)).toBe(`${root}/METS.xml`);
	return root;
}

describe('the package of a request for information', () => {
	test('holds every answer as the text that its receipt was given for', async () => {
		const call = await makeCall(db, { title: 'Hur <möter> vi & "fler"?' });
		const who = await makeAnswerer(db, { name: 'Föreningen Åäö & Co' });
		await sendAnswer(call, who, 'Vårt svar\u0007 med tecken.');
		expect(await code(archivePackage(call.ctx, call.slug, 'rfi', call.id))).toBe(
			'conflict records.archive.open'
		);
		await deadlineIn(db, call.id, -1000);
		const { stream, name } = await archivePackage(call.ctx, call.slug, 'rfi', call.id);
		const files = await unpack(stream);
		const root = expectPackage(files);
		expect(name).toBe(`${root}.tar`);
		const answer = files.get(`${root}/representations/rep1/data/svar/01-foreningen-aao-co/svar.json`)!;
		const { rows } = await sql<{ sha256: string }>`select s.sha256 from rfi_submission s
			join rfi_answer a on a.id = s.answer_id where a.rfi_id = ${call.id}`.execute(db);
		expect(sha256(answer)).toBe(rows[0]!.sha256);
		const stranger = await makePerson(db);
		expect(await code(archivePackage(stranger.ctx, call.slug, 'rfi', call.id))).toMatch(/^forbidden/);
	});
});

describe('the package of a procurement', () => {
	test('holds a call in lots, round by round; a lot that was cancelled keeps nobody waiting', async () => {
		const made = await makeDivided(db);
		const tender = await makeLotTender(db, made, 1, { name: 'Vinnaren' });
		await open(made);
		await declareAll(made);
		await scoreAll(made, { [tender.tenderId]: [4, 3] });
		await prepareLetters(made.officer.ctx, made.round);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		const make = () => archivePackage(made.officer.ctx, made.ref.slug, 'procurement', made.ref.id);
		expect(await code(make())).toBe('conflict records.archive.open');
		const { rows } = await sql<{ id: string }>`select id from procurement_lot
			where procurement_id = ${made.ref.id} and position = 2`.execute(db);
		const why = { reason: 'Ingen lämnade anbud.', decidedByName: 'Bo Beslutare' };
		await cancelLot(made.run.decider.ctx, made.ref, rows[0]!.id, why);
		const files = await unpack((await make()).stream);
		const root = expectPackage(files);
		const data = (path: string) => files.get(`${root}/representations/rep1/data/${path}`);
		expect(data('omgang-1/anbud/01-vinnaren/anbud.json')).toBeDefined();
		expect(String(data('upphandling/upphandling.json'))).toContain('Ingen lämnade anbud.');
	});

	test('holds tenders, receipts, record and decision; not before it has ended, nor past a conflict', async () => {
		const made = await makeProcurement(db);
		const tender = await makeTender(db, made, { name: 'Vinnaren' });
		const other = await makeTender(db, made, { name: 'Tvåan', kronor: 350_000 });
		await open(made);
		await declareAll(made);
		const make = (ctx = made.officer.ctx) => archivePackage(ctx, made.ref.slug, 'procurement', made.ref.id);
		expect(await code(make())).toBe('conflict records.archive.open');
		await scoreAll(made, { [tender.tenderId]: [4, 3], [other.tenderId]: [2, 2] });
		await prepareLetters(made.officer.ctx, made.round);
		await decideRound(made.run.decider.ctx, made.round, DECISION);
		expect((await archivePage(made.officer.ctx, made.ref.slug)).calls).toMatchObject([{ reason: null }]);
		const files = await unpack((await make({ ...made.officer.ctx, lang: 'en' })).stream);
		const root = expectPackage(files);
		const has = (path: string) => files.has(`${root}/representations/rep1/data/${path}`);
		for (const path of [
			'upphandling/upphandling.json',
			'upphandling/beslut-att-publicera.pdf',
			'omgang-1/oppningsprotokoll.pdf',
			'omgang-1/record.txt',
			'omgang-1/anbud/01-vinnaren/anbud.json',
			'omgang-1/anbud/01-vinnaren/anbud.pdf',
			'omgang-1/anbud/01-vinnaren/kvitto-1.txt',
			'omgang-1/anbud/02-tvaan/anbud.pdf',
			'omgang-1/utvardering.pdf',
			'omgang-1/beslut.pdf',
			'omgang-1/underrattelser/01-vinnaren.pdf'
		])
			expect(has(path), path).toBe(true);
		expect(files.get(`${root}/documentation/las-mig.txt`)!.toString()).toContain('METS.xml');
		const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit_entry
			where action = 'archive.package-made' and chain_id = ${`initiative:${made.run.id}`}`.execute(db);
		expect(rows[0]!.n).toBe(1);
		// Leading the initiative is not enough, and a declared conflict shuts here too.
		expect(await code(make(made.run.coordinator.ctx))).toMatch(/^forbidden/);
		await declareConflict(made.officer.ctx, made.round, {
			tenderId: other.tenderId,
			conflict: 'yes',
			reason: 'Min bror'
		});
		expect(await code(make())).toBe('forbidden records.archive.door');
	});
});
