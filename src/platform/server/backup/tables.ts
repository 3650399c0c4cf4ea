import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Client } from 'pg';
import { from, to } from 'pg-copy-streams';

/** One table's rows in a backup. */
export interface Table {
	/** Quoted and with its schema, as SQL wants it. */
	name: string;
	/** Quoted; without computed columns, which the database fills in itself. */
	columns: string[];
	/** Only these rows, as a condition. */
	where?: string;
}

export interface Copied extends Table {
	file: string;
	rows: number;
	/** Of the rows as text, before packing. */
	sha256: string;
}

/** Jobs that are still to be done belong to the data; those of the past do not. */
const JOBS = { schema: 'pgboss', table: 'job', where: `state in ('created', 'retry', 'active')` };

/** All tables with rows of ours. Migrations are recorded apart: they decide whether rows fit at all. */
export async function listTables(client: Client): Promise<Table[]> {
	const { rows } = await client.query<{ schema: string; name: string; columns: string[] }>(`
		select n.nspname as schema, c.relname as name,
			array_agg(quote_ident(a.attname) order by a.attnum) filter (where a.attgenerated = '') as columns
		from pg_class c
		join pg_namespace n on n.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where c.relkind in ('r', 'p') and not c.relispartition
			and ((n.nspname = 'public' and c.relname not like 'kysely\\_%') or (n.nspname = '${JOBS.schema}' and c.relname = '${JOBS.table}'))
		group by 1, 2 order by 1 desc, 2`);
	return rows.map(({ schema, name, columns }) => ({
		name: `"${schema}"."${name}"`,
		columns,
		...(schema === JOBS.schema && { where: JOBS.where })
	}));
}

/** Writes a table's rows to a packed file. */
export async function copyOut(client: Client, table: Table, path: string, file: string): Promise<Copied> {
	const where = table.where ? ` where ${table.where}` : '';
	const stream = client.query(
		to(`copy (select ${table.columns.join(', ')} from ${table.name}${where}) to stdout`)
	);
	const seen = measure();
	await pipeline(stream, seen.through, createGzip(), createWriteStream(path, { mode: 0o600 }));
	return { ...table, file, rows: stream.rowCount, sha256: seen.digest() };
}

/** Whether a file still holds what was written. */
export async function isWhole(table: Copied, path: string): Promise<boolean> {
	const seen = measure();
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	const read = pipeline(createReadStream(path), createGunzip(), seen.through, nowhere);
	return read.then(
		() => seen.digest() === table.sha256,
		() => false
	);
}

/** Reads a table's rows back. */
export async function copyIn(client: Client, table: Copied, path: string): Promise<void> {
	const stream = client.query(from(`copy ${table.name} (${table.columns.join(', ')}) from stdin`));
	await pipeline(createReadStream(path), createGunzip(), stream);
}

function measure() {
	const hash = createHash('sha256');
	const through = new Transform({
		transform(chunk: Buffer, _, done) {
			hash.update(chunk);
			done(null, chunk);
		}
	});
	let digest: string | undefined;
	return { through, digest: () => (digest ??= hash.digest('hex')) };
}
