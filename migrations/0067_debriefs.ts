import { type Kysely, sql } from 'kysely';

/** What a tenderer asks about the decision, and what it is told. */
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create table debrief (
	id uuid primary key default gen_random_uuid(),
	tender_id uuid not null references tender on delete cascade,
	question text not null,
	-- answered in writing, or in a meeting of which a note is kept
	wants text not null check (wants in ('writing', 'meeting')),
	lang text not null,
	asked_by uuid,
	asked_name text not null,
	asked_at timestamptz not null default clock_timestamp(),
	answer text,
	-- the day of the meeting, where there was one
	held_on date,
	answered_by uuid,
	answered_name text,
	answered_at timestamptz,
	check ((answer is null) = (answered_at is null))
);
create index debrief_tender on debrief (tender_id, asked_at);
`
		)
		.execute(db);
}
