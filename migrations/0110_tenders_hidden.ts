import { type Kysely, sql } from 'kysely';

// Under a role that does not own the tables, such as the pages' own, a tender and all that hangs on it is there only
// when its round has been opened. The owner, who takes tenders in and opens them, is not held by this.

const OPENED = {
	tender: 'exists (select 1 from opening o where o.round_id = tender.round_id)',
	tender_partner: ofTender('tender_partner'),
	tender_submission: ofTender('tender_submission'),
	tender_secrecy_wish: ofTender('tender_secrecy_wish'),
	sealed_file: ofTender('sealed_file'),
	tender_vault: ofSubmission('tender_vault'),
	sealed_piece: ofSubmission('sealed_piece'),
	submission_file: ofSubmission('submission_file'),
	// The test tender shows whose turn it is, and nothing of how many there are.
	unsealing_item: `submission_id is null or ${ofSubmission('unsealing_item')}`
};

function ofTender(table: string): string {
	return `exists (select 1 from tender t join opening o on o.round_id = t.round_id where t.id = ${table}.tender_id)`;
}

function ofSubmission(table: string): string {
	return `exists (select 1 from tender_submission s join tender t on t.id = s.tender_id
		join opening o on o.round_id = t.round_id where s.id = ${table}.submission_id)`;
}

export async function up(db: Kysely<unknown>): Promise<void> {
	for (const [table, opened] of Object.entries(OPENED)) {
		await sql.raw(`alter table ${table} enable row level security`).execute(db);
		await sql.raw(`create policy opened on ${table} for select using (${opened})`).execute(db);
	}
	// Receipts tell who tendered, and how many. Those of a tender lie in its chain.
	await sql`alter table receipt enable row level security`.execute(db);
	await sql`create policy opened on receipt for select using (chain not like 'call:%' or exists (
		select 1 from tender t join opening o on o.round_id = t.round_id where 'call:' || t.id = receipt.chain))`.execute(
		db
	);
	await sql`create policy others on receipt for insert with check (chain not like 'call:%')`.execute(db);
}
