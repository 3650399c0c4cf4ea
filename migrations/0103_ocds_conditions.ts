import { type Kysely, sql } from 'kysely';

/** What must be declared stands in the public releases. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`create trigger ocds_marked after insert or update or delete on procurement_condition
				for each row execute function ocds_mark('procurement', 'procurement_id');`
		)
		.execute(db);
}
