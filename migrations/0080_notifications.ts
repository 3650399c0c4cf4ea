import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- How often a person wants to hear of a kind of news; the default stands in the code.
create table notice_setting (
	person_id uuid not null references person on delete cascade,
	kind text not null,
	frequency text not null check (frequency in ('now','daily','weekly','never')),
	primary key (person_id, kind)
);

create table notice (
	id uuid primary key default gen_random_uuid(),
	person_id uuid not null references person on delete cascade,
	news_id uuid not null references news on delete cascade,
	frequency text not null check (frequency in ('now','daily','weekly')),
	created_at timestamptz not null default now(),
	read_at timestamptz,
	-- when it left by mail, alone or in a digest
	sent_at timestamptz,
	unique (person_id, news_id)
);
create index notice_person on notice (person_id, created_at desc);
create index notice_due on notice (frequency, person_id) where sent_at is null;
`
		)
		.execute(db);
}
