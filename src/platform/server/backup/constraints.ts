import type { Client } from 'pg';

interface Constraint {
	table: string;
	name: string;
	definition: string;
}

/**
 * Runs `work` without foreign keys and triggers, because tables refer to one another in circles, and then
 * puts the keys back, which checks every row. Needs no more rights than owning the tables; inside a transaction.
 */
export async function withoutForeignKeys(
	client: Client,
	tables: string[],
	work: () => Promise<void>
): Promise<void> {
	const keys = await foreignKeys(client);
	for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`);
	for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
	await work();
	for (const table of tables) await client.query(`alter table ${table} enable trigger user`);
	for (const { table, name, definition } of keys) {
		await client.query(`alter table ${table} add constraint ${name} ${definition}`);
	}
}

async function foreignKeys(client: Client): Promise<Constraint[]> {
	const { rows } = await client.query<Constraint>(`
		select conrelid::regclass::text as table, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
		from pg_constraint
		where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace`);
	return rows;
}

export interface Sequence {
	name: string;
	value: number;
}

/** Last numbers given out by the sequences that have given any. */
export async function sequences(client: Client): Promise<Sequence[]> {
	const { rows } = await client.query<Sequence>(`
		select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name, last_value as value
		from pg_sequences where schemaname = 'public' and last_value is not null`);
	return rows;
}

export async function setSequences(client: Client, all: Sequence[]): Promise<void> {
	for (const { name, value } of all) await client.query('select setval($1::regclass, $2)', [name, value]);
}
