import { sql } from 'kysely';
import type { Actor } from '#platform/access/index.ts';
import type { Tx } from '../db/index.ts';

export type ChainKind = 'initiative' | 'organisation' | 'person' | 'method' | 'platform' | 'import' | 'call';

export interface AuditEntry {
	/** Which chain: `initiative:<id>` for everything inside a run. */
	chain: `${ChainKind}:${string}`;
	/** noun.verb in past tense, e.g. `challenge.approved` */
	action: string;
	/** `<table>:<id>` of what was acted on */
	subject: string;
	/** Facts about the act; no names, addresses or free text about persons. */
	data?: Record<string, unknown>;
}

/** Appends to the hash chain in the caller's transaction. Call it last: it locks the chain's head. */
export async function audit(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
	const body = JSON.stringify(entry.data ?? {});
	await sql`select audit_append(${entry.chain}, ${entry.action}, ${actor.personId}::uuid, ${entry.subject}, ${body})`.execute(
		tx
	);
}
