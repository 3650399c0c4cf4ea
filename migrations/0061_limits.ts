import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Limits of procurement law, with the days that they go for. Rows are added and never changed: the newest that
-- covers a day counts.
create table procurement_limit (
	id uuid primary key default gen_random_uuid(),
	key text not null check (key in ('direct', 'annex2')),
	amount_minor bigint not null check (amount_minor > 0),
	valid_from date not null,
	valid_until date,
	source text not null,
	recorded_by uuid references person on delete set null,
	recorded_at timestamptz not null default now(),
	check (valid_until >= valid_from)
);
create index procurement_limit_key on procurement_limit (key, valid_from desc);
insert into procurement_limit (key, amount_minor, valid_from, valid_until, source) values
	('direct', 70000000, '2022-02-01', null, 'LOU 19 a kap. 2 §'),
	('annex2', 780255000, '2022-01-01', '2023-12-31', 'LOU 19 a kap. 2 §, 5 kap. 1 §');
`
		)
		.execute(db);
}
