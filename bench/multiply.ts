import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { DB } from '#platform/server/db/index.ts';

type Conn = Kysely<DB>;

interface Column {
	name: string;
	type: string;
	/** Refers to a table that is not multiplied, such as persons. */
	outside: boolean;
	/** Alone in a unique index. */
	unique: boolean;
}

/**
 * Makes every initiative `copies` times more, with all that hangs on it in every table that refers to it,
 * however many there will be. Ids are changed the same way everywhere, so references fit. The one place where
 * rows are written past the services: a hundred thousand of them through the forms would take hours.
 */
export async function multiplyInitiatives(db: Conn, copies: number): Promise<void> {
	const tables = await tablesBelow(db, 'initiative');
	await sql`create temp table multiplied (id uuid primary key)`.execute(db);
	for (const table of tables) {
		const columns = await columnsOf(db, table, tables);
		if (columns.some((column) => column.name === 'id' && column.type === 'uuid'))
			await sql`insert into multiplied select id from ${sql.table(table)} on conflict do nothing`.execute(db);
	}
	await sql`create function pg_temp.other(id uuid, n int) returns uuid language sql stable as
		'select case when exists (select from multiplied m where m.id = $1) then md5($1::text || $2)::uuid else $1 end'`.execute(
		db
	);
	for (const table of tables) await copyRows(db, table, await columnsOf(db, table, tables), copies);
}

/** The table and all that refer to it, directly or through others. */
async function tablesBelow(db: Conn, root: string): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		with recursive below as (
			select ${root}::regclass::oid as id
			union select c.conrelid from pg_constraint c join below b on c.confrelid = b.id where c.contype = 'f'
		) select id::regclass::text as name from below`.execute(db);
	return rows.map((row) => row.name);
}

async function columnsOf(db: Conn, table: string, inside: string[]): Promise<Column[]> {
	const { rows } = await sql<Column>`
		select a.attname as name, format_type(a.atttypid, null) as type,
			coalesce((select bool_and(not c.confrelid = any(${inside}::regclass[])) from pg_constraint c
				where c.contype = 'f' and c.conrelid = a.attrelid and c.conkey = array[a.attnum]), false) as outside,
			exists (select from pg_index i where i.indrelid = a.attrelid and i.indisunique
				and i.indkey::text = a.attnum::text) as unique
		from pg_attribute a
		where a.attrelid = ${table}::regclass and a.attnum > 0 and not a.attisdropped
			and a.attgenerated = '' and a.attidentity = ''`.execute(db);
	return rows;
}

async function copyRows(db: Conn, table: string, columns: Column[], copies: number): Promise<void> {
	const names = sql.join(columns.map((column) => sql.ref(column.name)));
	const values = sql.join(columns.map(valueOf));
	await sql`insert into ${sql.table(table)} (${names})
		select ${values} from ${sql.table(table)} t, generate_series(1, ${copies}) as copy(at)`.execute(db);
}

function valueOf({ name, type, outside, unique }: Column): RawBuilder<unknown> {
	const value = sql.ref(`t.${name}`);
	if (type === 'uuid' && unique && name !== 'id' && outside) return sql`null`;
	if (type === 'uuid') return outside ? value : sql`pg_temp.other(${value}, copy.at)`;
	if (type === 'uuid[]') return sql`array(select pg_temp.other(x, copy.at) from unnest(${value}) x)`;
	if (type === 'text' && name === 'path')
		return sql`regexp_replace(${value}, '^(/initiatives/[^/]+)', '\\1-' || copy.at)`;
	if (type === 'text' && unique) return sql`${value} || '-' || copy.at`;
	return value;
}
