import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
create table installation (
	one boolean primary key default true check (one),
	demo boolean not null,
	created_at timestamptz not null default now()
);

-- One hash chain per run, call or other subject: a single chain for everything would be a queue.
create table audit_chain (
	id text primary key,
	length bigint not null default 0,
	head text not null default '',
	created_at timestamptz not null default now()
);
create table audit_entry (
	chain_id text not null references audit_chain,
	seq bigint not null,
	at timestamptz not null,
	action text not null,
	-- sha256(salt || person id): erasing the salt makes the name unrecoverable and leaves the chain whole
	actor text not null,
	subject text not null,
	data text not null,
	hash text not null,
	primary key (chain_id, seq)
);
create index audit_entry_subject on audit_entry (subject, at);
create table audit_salt (
	person_id uuid primary key,
	salt text not null default encode(sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea), 'hex')
);
create table audit_checkpoint (
	id uuid primary key default gen_random_uuid(),
	at timestamptz not null default now(),
	chains integer not null,
	entries bigint not null,
	body text not null,
	signature text not null
);

create function audit_actor(person uuid) returns text language plpgsql as $$
declare found text;
begin
	if person is null then return 'nobody'; end if;
	select salt into found from audit_salt where person_id = person;
	if found is null then
		insert into audit_salt (person_id) values (person) on conflict do nothing;
		select salt into found from audit_salt where person_id = person;
	end if;
	return encode(sha256((found || person::text)::bytea), 'hex');
end $$;

create function audit_hash(prev text, chain text, seq bigint, at timestamptz, action text, actor text, subject text, data text)
returns text language sql stable as $$
	select encode(sha256(convert_to(concat_ws(E'\\n', prev, chain, seq::text,
		to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), action, actor, subject, data), 'UTF8')), 'hex')
$$;

-- Appends one entry; locks the chain's head, so call it last in a transaction.
create function audit_append(chain text, act text, person uuid, subj text, body text)
returns bigint language plpgsql as $$
declare c audit_chain; stamp timestamptz; who text := audit_actor(person); digest text;
begin
	insert into audit_chain (id) values (chain) on conflict do nothing;
	select * into c from audit_chain where id = chain for update;
	stamp := clock_timestamp();
	digest := audit_hash(c.head, chain, c.length + 1, stamp, act, who, subj, body);
	insert into audit_entry (chain_id, seq, at, action, actor, subject, data, hash)
		values (chain, c.length + 1, stamp, act, who, subj, body, digest);
	update audit_chain set length = c.length + 1, head = digest where id = chain;
	return c.length + 1;
end $$;

create table outbox (
	id uuid primary key default gen_random_uuid(),
	template text not null,
	recipient text not null,
	lang text not null,
	subject text not null,
	body_text text not null,
	body_html text not null,
	calendar text,
	calendar_method text,
	at timestamptz not null default now()
);
create index outbox_at on outbox (at desc);

create table file (
	id uuid primary key default gen_random_uuid(),
	subject_kind text not null,
	subject_id uuid not null,
	name text not null,
	type text not null,
	size bigint not null,
	sha256 text not null,
	alt jsonb,
	uploaded_by uuid,
	created_at timestamptz not null default now(),
	published_at timestamptz,
	removed_at timestamptz
);
create index file_subject on file (subject_kind, subject_id);
create index file_sha256 on file (sha256);

-- Points used per key and window; rate-limiter-flexible's own layout.
create table rate_limit (
	key text primary key,
	points integer not null default 0,
	expire bigint
);
`
		)
		.execute(db);
}
