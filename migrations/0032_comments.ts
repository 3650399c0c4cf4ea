import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create table comment (
	id uuid primary key default gen_random_uuid(),
	subject_kind text not null,
	subject_id uuid not null,
	initiative_id uuid references initiative on delete cascade,
	author_id uuid references person on delete set null,
	body text not null,
	lang text not null,
	created_at timestamptz not null default now(),
	edited_at timestamptz,
	-- the first one of a new account waits for a moderator
	held_at timestamptz,
	released_at timestamptz,
	deleted_at timestamptz
);
create index comment_subject on comment (subject_kind, subject_id, created_at);
create index comment_author on comment (author_id);
-- Hiding and restoring, each with who, when and why; the newest row holds.
create table comment_moderation (
	id uuid primary key default gen_random_uuid(),
	comment_id uuid not null references comment on delete cascade,
	act text not null check (act in ('release','hide','restore')),
	reason text,
	by_person uuid,
	at timestamptz not null default clock_timestamp()
);
create index comment_moderation_comment on comment_moderation (comment_id, at desc);
create table comment_report (
	id uuid primary key default gen_random_uuid(),
	comment_id uuid not null references comment on delete cascade,
	reason text not null,
	reporter_id uuid references person on delete set null,
	created_at timestamptz not null default now(),
	handled_at timestamptz,
	handled_by uuid
);
create index comment_report_open on comment_report (comment_id) where handled_at is null;
`
		)
		.execute(db);
}
