import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create table lesson (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	kind text not null check (kind in ('worked','did-not-work','do-differently','tool')),
	title jsonb not null,
	body jsonb not null,
	-- the version of the method that took the lesson in
	method_version_id uuid references method_version,
	revision integer not null default 1,
	written_by uuid,
	created_at timestamptz not null default now(),
	published_at timestamptz
);
create index lesson_initiative on lesson (initiative_id);

-- Somebody else does it too. Told by themselves or by the team; counted once confirmed.
create table reuse (
	id uuid primary key default gen_random_uuid(),
	initiative_id uuid not null references initiative on delete cascade,
	organisation_id uuid not null references organisation,
	what jsonb not null,
	since date not null,
	link text,
	own_initiative_id uuid references initiative,
	told_by uuid,
	told_at timestamptz not null default now(),
	confirmed_at timestamptz,
	confirmed_by uuid,
	declined_at timestamptz,
	declined_reason text,
	unique (initiative_id, organisation_id)
);
`
		)
		.execute(db);
}
