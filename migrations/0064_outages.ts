import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Written every few seconds by the web processes. Silence is an outage, whatever it was that was down.
create table pulse (
	name text primary key,
	at timestamptz not null
);
create table outage (
	id uuid primary key default gen_random_uuid(),
	from_at timestamptz not null,
	to_at timestamptz not null,
	recorded_at timestamptz not null default now(),
	check (to_at > from_at)
);
create index outage_newest on outage (to_at desc);

-- A deadline that an outage covered is extended by rule, by nobody.
alter table round_extension
	alter column extended_by drop not null,
	add column outage_id uuid references outage;
`
		)
		.execute(db);
}
