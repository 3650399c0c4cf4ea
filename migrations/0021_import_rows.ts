import { type Kysely, sql } from 'kysely';

// The file is read again when the import runs, so its rows need not hold a copy of what it says.
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`alter table organisation_import_row drop column data`.execute(db);
}
