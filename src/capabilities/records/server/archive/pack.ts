import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pack, type Pack } from 'tar-stream';
import { dublinCore, premis, type About } from './metadata.ts';
import { metsDocument, type Packed } from './mets.ts';

/** A file to be packed, below the data of the one representation. */
export interface Item {
	path: string;
	label: string;
	type: string;
	created: Date;
	body: Uint8Array | string | { stream: ReadableStream; size: number; sha256: string };
}

export interface Package {
	/** Name of the folder that everything lies in; ends without a slash. */
	id: string;
	about: About;
	at: Date;
	/** What was done, for the provenance. */
	detail: string;
	/** Files about the package: how to check it, and with what. */
	documentation: Item[];
	items: AsyncIterable<Item>;
}

const REP = 'representations/rep1';

/** This program, by the version that stands in package.json. */
export function software(): { name: string; version: string } {
	const { version } = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as {
		version: string;
	};
	return { name: 'Mötesplats', version };
}

/**
 * The package as a tar stream, made while it is read: no more than one file is in memory, and files of records are
 * not even that. The METS documents come last, since they hold the checksums of all others: a package that was cut
 * off has none, and so shows that it is incomplete.
 */
export function packTar(input: Package): ReadableStream {
	const tar = pack();
	void write(tar, input).then(
		() => tar.finalize(),
		(error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error)))
	);
	return Readable.toWeb(Readable.from(tar)) as ReadableStream;
}

async function write(tar: Pack, input: Package): Promise<void> {
	const put = (path: string, item: Omit<Item, 'path'>) => putItem(tar, input, path, item);
	const made = (label: string, type: string, body: string) => ({ label, type, body, created: input.at });
	const data: Packed[] = [];
	for await (const item of input.items) data.push(within(REP, await put(`${REP}/data/${item.path}`, item)));
	const documentation: Packed[] = [];
	for (const item of input.documentation) documentation.push(await put(`documentation/${item.path}`, item));
	const provenance = { files: data, at: input.at, detail: input.detail, software: software() };
	const repPremis = within(
		REP,
		await put(
			`${REP}/metadata/preservation/premis.xml`,
			made('PREMIS', 'application/xml', premis(provenance))
		)
	);
	const common = { created: input.at, software: software(), archivist: input.about.creator };
	const repMets = metsDocument({
		...common,
		id: 'rep1',
		label: input.about.title,
		descriptive: [],
		preservation: [repPremis],
		groups: [{ use: 'Representations/rep1/data', files: data }],
		representations: []
	});
	const rep = await put(`${REP}/METS.xml`, made('METS', 'application/xml', repMets));
	const dc = await put(
		'metadata/descriptive/dc.xml',
		made('Dublin Core', 'application/xml', dublinCore(input.about))
	);
	const rootPremis = await put(
		'metadata/preservation/premis.xml',
		made('PREMIS', 'application/xml', premis({ ...provenance, files: [...documentation, rep, dc] }))
	);
	const mets = metsDocument({
		...common,
		id: input.id,
		label: input.about.title,
		descriptive: [dc],
		preservation: [rootPremis],
		groups: [{ use: 'Documentation', files: documentation }],
		representations: [{ use: 'Representations/rep1', mets: rep }]
	});
	await put('METS.xml', made('METS', 'application/xml', mets));
}

/** A path as the METS document within that folder names it. */
const within = (folder: string, file: Packed): Packed => ({
	...file,
	path: file.path.slice(folder.length + 1)
});

async function putItem(
	tar: Pack,
	input: Package,
	path: string,
	{ body, label, type, created }: Omit<Item, 'path'>
): Promise<Packed> {
	const name = `${input.id}/${path}`;
	if (typeof body === 'string' || body instanceof Uint8Array) {
		const bytes = Buffer.from(body as string);
		await new Promise<void>((resolve, reject) =>
			tar.entry({ name, size: bytes.length, mtime: created }, bytes, (error) =>
				error ? reject(error) : resolve()
			)
		);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		return { path, type, size: bytes.length, sha256, created, label };
	}
	await putStream(tar, { name, size: body.size, mtime: created }, body);
	return { path, type, size: body.size, sha256: body.sha256, created, label };
}

/** Copies a stored file, and refuses to go on when it is not what the record says that it is. */
async function putStream(
	tar: Pack,
	header: { name: string; size: number; mtime: Date },
	{ stream, sha256 }: { stream: ReadableStream; sha256: string }
): Promise<void> {
	const hash = createHash('sha256');
	await new Promise<void>((resolve, reject) => {
		const entry = tar.entry(header, (error) => (error ? reject(error) : resolve()));
		const source = Readable.fromWeb(stream as Parameters<typeof Readable.fromWeb>[0]);
		source.on('data', (part: Buffer) => hash.update(part));
		source.on('error', reject);
		source.pipe(entry as unknown as NodeJS.WritableStream);
	});
	if (hash.digest('hex') !== sha256) throw new Error(`${header.name} is not the file that was recorded`);
}
