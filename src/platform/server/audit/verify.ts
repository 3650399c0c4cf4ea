import { sql } from 'kysely';
import type { Db } from '../db/index.ts';

export interface ChainFault {
	chain: string;
	/** Sequence number where the chain first breaks; 0 for the head. */
	seq: number;
	fault: 'hash' | 'gap' | 'head';
}

export interface VerifyResult {
	chains: number;
	entries: number;
	faults: ChainFault[];
}

/**
 * Recomputes every hash in the database, a set at a time: wrong hashes, missing numbers, heads that do not
 * match. An administrator who rehashes a whole chain is caught by the signed checkpoints, not here.
 */
export async function verifyAudit(db: Db): Promise<VerifyResult> {
	const totals = await sql<{ chains: number; entries: number }>`
		select (select count(*) from audit_chain) as chains, (select count(*) from audit_entry) as entries`.execute(
		db
	);
	const links = await sql<ChainFault>`
		with linked as (
			select *, lag(hash, 1, '') over w as prev, row_number() over w as expected
			from audit_entry window w as (partition by chain_id order by seq)
		)
		select chain_id as chain, min(seq)::int as seq, (array_agg(case when seq <> expected then 'gap' else 'hash' end order by seq))[1] as fault
		from linked
		where seq <> expected or hash <> audit_hash(prev, chain_id, seq, at, action, actor, subject, data)
		group by chain_id order by chain_id limit 100`.execute(db);
	const heads = await sql<ChainFault>`
		select c.id as chain, 0 as seq, 'head' as fault
		from audit_chain c left join lateral (
			select seq, hash from audit_entry e where e.chain_id = c.id order by seq desc limit 1) last on true
		where c.length <> coalesce(last.seq, 0) or c.head <> coalesce(last.hash, '') order by c.id limit 100`.execute(
		db
	);
	return { ...totals.rows[0]!, faults: [...links.rows, ...heads.rows] };
}
