import { createHash } from 'node:crypto';
import { z } from 'zod';
import { sql } from 'kysely';
import { config } from '../config.ts';
import type { Db } from '../db/index.ts';
import { signText, verifyText } from '../signing/index.ts';

const body = z.object({
	at: z.string(),
	/** chain id → [length, head] */
	heads: z.record(z.string(), z.tuple([z.number(), z.string()]))
});

export interface Checkpoint {
	id: string;
	at: Date;
	/** What was signed and leaves the machine: time, checksum of the heads, checksum of the statement before. */
	statement: string;
	signature: string;
	keyId: string;
}

/**
 * Signs where every chain stands now. The signed statement is published and mailed, so it leaves the machine; the
 * heads themselves stay, since even their number would tell how many tender.
 */
export async function makeCheckpoint(db: Db): Promise<Checkpoint> {
	const since = await lastHeads(db);
	const { rows } = await sql<{ id: string; length: number; head: string }>`
		select id, length, head from audit_chain order by id`.execute(db);
	// Only chains that moved since the last one: a checkpoint stays small however old the installation.
	const moved = rows.filter((row) => since.get(row.id) !== row.head);
	const at = (await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db)).rows[0]!.at;
	const text = JSON.stringify({
		at: at.toISOString(),
		heads: Object.fromEntries(moved.map((row) => [row.id, [row.length, row.head]]))
	});
	const previous = await lastStatement(db);
	const signed = await signText(db, (key) =>
		JSON.stringify({
			format: 'motesplats-checkpoint/1',
			from: config().PUBLIC_URL,
			at: at.toISOString(),
			heads: sha256(text),
			previous: previous && sha256(previous),
			key
		})
	);
	const saved = await db
		.insertInto('audit_checkpoint')
		.values({
			at,
			chains: rows.length,
			entries: rows.reduce((sum, row) => sum + row.length, 0),
			body: text,
			statement: signed.text,
			signature: signed.signature,
			key_id: signed.keyId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return { id: saved.id, at, statement: signed.text, signature: signed.signature, keyId: signed.keyId };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

async function lastStatement(db: Db): Promise<string | null> {
	const row = await db
		.selectFrom('audit_checkpoint')
		.select('statement')
		.orderBy('at', 'desc')
		.executeTakeFirst();
	return row?.statement ?? null;
}

/** The statements that were published, the newest first. */
export async function publishedCheckpoints(db: Db, most: number): Promise<Checkpoint[]> {
	const rows = await db
		.selectFrom('audit_checkpoint')
		.select(['id', 'at', 'statement', 'signature', 'key_id as keyId'])
		.where('statement', 'is not', null)
		.orderBy('at', 'desc')
		.limit(most)
		.execute();
	return rows.map((row) => ({ ...row, statement: row.statement!, keyId: row.keyId! }));
}

async function lastHeads(db: Db): Promise<Map<string, string>> {
	const rows = await db.selectFrom('audit_checkpoint').select('body').orderBy('at').execute();
	const heads = rows.flatMap((row) => Object.entries(body.parse(JSON.parse(row.body)).heads));
	return new Map(heads.map(([chain, [, head]]) => [chain, head]));
}

/** One statement. @throws when there is none */
export async function checkpointById(db: Db, id: string): Promise<Checkpoint> {
	const row = await db
		.selectFrom('audit_checkpoint')
		.select(['id', 'at', 'statement', 'signature', 'key_id as keyId'])
		.where('id', '=', id)
		.where('statement', 'is not', null)
		.executeTakeFirstOrThrow();
	return { ...row, statement: row.statement!, keyId: row.keyId! };
}

/** Checks signatures, that the statements follow upon each other, and that every chain still passes through each signed head. */
export async function verifyCheckpoints(db: Db): Promise<{ count: number; faults: string[] }> {
	const rows = await db
		.selectFrom('audit_checkpoint')
		.select(['id', 'at', 'body', 'statement', 'signature', 'key_id'])
		.orderBy('at')
		.execute();
	const faults: string[] = [];
	let before: string | null = null;
	for (const row of rows) {
		const wrong = faultOf(row, before);
		before = row.statement;
		if (wrong) faults.push(`checkpoint ${row.id}: ${wrong}`);
		else
			faults.push(
				...(await missingHeads(db, row.body)).map(
					(chain) => `${chain}: rewritten before checkpoint ${row.id}`
				)
			);
	}
	return { count: rows.length, faults };
}

const statement = z.object({ heads: z.string(), previous: z.string().nullable() });
type Row = { body: string; statement: string | null; signature: string; key_id: string | null };

function faultOf(row: Row, before: string | null): string | null {
	if (!verifyText(row.statement ?? row.body, row.signature, row.key_id)) return 'signature';
	// The first ones were signed as they are, without a statement.
	if (row.statement === null) return before === null ? null : 'statement missing';
	const { heads, previous } = statement.parse(JSON.parse(row.statement));
	if (heads !== sha256(row.body)) return 'heads';
	return previous === (before && sha256(before)) ? null : 'order';
}

async function missingHeads(db: Db, text: string): Promise<string[]> {
	const heads = Object.entries(body.parse(JSON.parse(text)).heads).map(([chain, [seq, hash]]) => ({
		chain,
		seq,
		hash
	}));
	const { rows } = await sql<{ chain: string }>`
		select h.chain from jsonb_to_recordset(${JSON.stringify(heads)}::jsonb) as h(chain text, seq bigint, hash text)
		where not exists (select 1 from audit_entry e where e.chain_id = h.chain and e.seq = h.seq and e.hash = h.hash)`.execute(
		db
	);
	return rows.map((row) => row.chain);
}
