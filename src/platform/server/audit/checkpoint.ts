import { z } from 'zod';
import { sql } from 'kysely';
import type { Db } from '../db/index.ts';
import { defineJob } from '../jobs/index.ts';
import { signText, verifyText } from './signing.ts';

const body = z.object({
	at: z.string(),
	/** chain id → [length, head] */
	heads: z.record(z.string(), z.tuple([z.number(), z.string()]))
});

/** Signs where every chain stands now. The signed text is also published and mailed, so it leaves the machine. */
export async function makeCheckpoint(db: Db): Promise<{ id: string; body: string; signature: string }> {
	const since = await lastHeads(db);
	const { rows } = await sql<{ id: string; length: number; head: string; at: string }>`
		select id, length, head, to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at
		from audit_chain order by id`.execute(db);
	// Only chains that moved since the last one: a checkpoint stays small however old the installation.
	const moved = rows.filter((row) => since.get(row.id) !== row.head);
	const text = JSON.stringify({
		at: rows[0]?.at ?? new Date().toISOString(),
		heads: Object.fromEntries(moved.map((row) => [row.id, [row.length, row.head]]))
	});
	const entries = rows.reduce((sum, row) => sum + row.length, 0);
	const signature = signText(text);
	const saved = await db
		.insertInto('audit_checkpoint')
		.values({ chains: rows.length, entries, body: text, signature })
		.returning('id')
		.executeTakeFirstOrThrow();
	return { id: saved.id, body: text, signature };
}

async function lastHeads(db: Db): Promise<Map<string, string>> {
	const rows = await db.selectFrom('audit_checkpoint').select('body').orderBy('at').execute();
	const heads = rows.flatMap((row) => Object.entries(body.parse(JSON.parse(row.body)).heads));
	return new Map(heads.map(([chain, [, head]]) => [chain, head]));
}

/** Checks signatures, and that every chain still passes through each signed head. */
export async function verifyCheckpoints(db: Db): Promise<{ count: number; faults: string[] }> {
	const rows = await db
		.selectFrom('audit_checkpoint')
		.select(['id', 'at', 'body', 'signature'])
		.orderBy('at')
		.execute();
	const faults: string[] = [];
	for (const row of rows) {
		if (!verifyText(row.body, row.signature)) faults.push(`checkpoint ${row.id}: signature`);
		else
			faults.push(
				...(await missingHeads(db, row.body)).map(
					(chain) => `${chain}: rewritten before checkpoint ${row.id}`
				)
			);
	}
	return { count: rows.length, faults };
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

export const checkpointJob = defineJob({
	name: 'audit.checkpoint',
	queue: 'work',
	cron: '15 3 * * *',
	schema: z.object({}),
	run: async (_data, db) => {
		await makeCheckpoint(db);
	}
});
