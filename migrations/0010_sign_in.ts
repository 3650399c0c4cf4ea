import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- session, account and verification are better-auth's tables under our names (src/capabilities/identity/server/auth-options.ts).
create table session (
	id uuid primary key default gen_random_uuid(),
	-- useless without the signature in the cookie, whose key is kept outside the database
	token text not null unique,
	person_id uuid not null references person on delete cascade,
	expires_at timestamptz not null,
	ip_address text,
	user_agent text,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	-- a session lives for 30 days after it was last used
	last_seen_at timestamptz not null default now(),
	second_factor_at timestamptz
);
create index session_person on session (person_id);

create table account (
	id uuid primary key default gen_random_uuid(),
	account_id text not null,
	provider_id text not null,
	person_id uuid not null references person on delete cascade,
	access_token text,
	refresh_token text,
	id_token text,
	access_token_expires_at timestamptz,
	refresh_token_expires_at timestamptz,
	scope text,
	password text,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	unique (provider_id, account_id)
);
create index account_person on account (person_id);

create table verification (
	id uuid primary key default gen_random_uuid(),
	identifier text not null,
	value text not null,
	expires_at timestamptz not null,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now()
);
create index verification_identifier on verification (identifier);

-- A wish to sign in by e-mail. The token is made when the mail is sent; only its hash is kept.
create table sign_in_link (
	id uuid primary key default gen_random_uuid(),
	email text not null,
	lang text not null,
	next text,
	token_hash text unique,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	used_at timestamptz
);

create table second_factor (
	person_id uuid primary key references person on delete cascade,
	-- sealed with a key that is kept outside the database
	secret text not null,
	created_at timestamptz not null default now(),
	confirmed_at timestamptz,
	-- the last time step that was accepted: the same code never works twice
	last_step bigint
);
create table recovery_code (
	id uuid primary key default gen_random_uuid(),
	person_id uuid not null references person on delete cascade,
	code_hash text not null,
	used_at timestamptz
);
create index recovery_code_person on recovery_code (person_id);

-- Both the old and the new address must say yes.
create table email_change (
	id uuid primary key default gen_random_uuid(),
	person_id uuid not null references person on delete cascade,
	new_email text not null,
	old_token_hash text unique,
	new_token_hash text unique,
	old_confirmed_at timestamptz,
	new_confirmed_at timestamptz,
	created_at timestamptz not null default now(),
	expires_at timestamptz not null,
	cancelled_at timestamptz,
	done_at timestamptz
);
create index email_change_person on email_change (person_id) where done_at is null;

-- What the page of personas says about the invented people of a demo world.
create table persona (
	person_id uuid primary key references person on delete cascade,
	position integer not null default 0,
	role jsonb not null,
	about jsonb not null
);
`
		)
		.execute(db);
}
