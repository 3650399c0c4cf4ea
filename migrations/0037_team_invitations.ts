import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// An address waits here only until its owner has answered; what became of it is in the audit chain.
	await sql`create table team_invitation (
		id uuid primary key default gen_random_uuid(),
		initiative_id uuid not null references initiative on delete cascade,
		email text not null,
		role text not null check (role in ('coordinator','editor','facilitator','procurement-officer','opener','evaluator','reader')),
		lang text not null check (lang in ('sv','en')),
		invited_by uuid,
		created_at timestamptz not null default now(),
		expires_at timestamptz not null
	)`.execute(db);
	await sql`create unique index team_invitation_one on team_invitation (initiative_id, email, role)`.execute(
		db
	);
	await sql`create index team_invitation_email on team_invitation (email)`.execute(db);
}
