import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Who keeps an organisation's register. A member with any role; named by whoever decides for it.
create table registrar (
	id uuid primary key default gen_random_uuid(),
	organisation_id uuid not null references organisation on delete cascade,
	person_id uuid not null references person on delete cascade,
	daily_mail boolean not null default false,
	named_by uuid,
	named_at timestamptz not null default now(),
	ended_at timestamptz
);
create unique index registrar_one on registrar (organisation_id, person_id) where ended_at is null;
create index registrar_person on registrar (person_id);
`
		)
		.execute(db);
}
