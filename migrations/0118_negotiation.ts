import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- What may be negotiated in writing after the opening, published with the call; null: nothing is negotiated.
alter table procurement add column negotiation jsonb;

alter table tender_request drop constraint tender_request_kind_check;
alter table tender_request
	add constraint tender_request_kind_check
		check (kind in ('correct', 'clarify', 'supplement', 'hearing', 'low', 'negotiate')),
	-- of a negotiation: what concerns this tender alone, besides what all are asked
	add column own_part text;

-- Criterion id → the answer as it reads after the negotiation. The tender stays as it was sent.
alter table tender_answer add column changes jsonb;
`
		)
		.execute(db);
}
