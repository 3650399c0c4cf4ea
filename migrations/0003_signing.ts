import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Public halves of the keys that receipts and checkpoints are signed with; the private ones lie outside the database.
create table signing_key (
	-- SHA-256 of the public key (SPKI, DER), hex
	id text primary key,
	public_pem text not null,
	first_used_at timestamptz not null default now(),
	replaced_at timestamptz,
	-- what this key signed when another took its place
	handover text,
	handover_signature text
);

-- Receipts are kept as the exact text that was signed. Each names the one before it in the same chain.
create table receipt (
	id uuid primary key default gen_random_uuid(),
	chain text not null,
	number integer not null,
	kind text not null check (kind in ('submission', 'replacement', 'withdrawal', 'refusal')),
	version integer not null,
	sha256 text not null,
	body text not null,
	signature text not null,
	key_id text not null references signing_key,
	issued_at timestamptz not null,
	unique (chain, number)
);

alter table outbox add attachments jsonb not null default '[]';

-- What leaves the machine says nothing of which chains there are, nor how many.
alter table audit_checkpoint add statement text, add key_id text references signing_key;
`
		)
		.execute(db);
}
