import { type Kysely, sql } from 'kysely';

/** What a phase taught stands in the public releases, once it is published. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`create trigger ocds_marked after insert or update or delete on phase_evaluation
				for each row execute function ocds_mark('round', 'round_id');
			insert into ocds_due (kind, subject_id) select 'round', round_id from phase_evaluation where published_at is not null;`
		)
		.execute(db);
}
