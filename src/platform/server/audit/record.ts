import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { config } from '../config.ts';
import type { DbOrTx } from '../db/index.ts';
import { signText } from '../signing/index.ts';

interface Line {
	chain: string;
	seq: number;
	/** As it was hashed: UTC with microseconds. */
	at: string;
	action: string;
	actor: string;
	subject: string;
	data: string;
	hash: string;
}

/**
 * Whole chains as one text file that is checked without the database (`verify-record.mjs`): a line of JSON for
 * each entry, and a signed statement over all of them. Says nothing about who may have it.
 * @param about what the record is of, for its readers
 */
export async function recordFile(
	db: DbOrTx,
	chains: string[],
	about: Record<string, unknown>
): Promise<string> {
	const lines = (await entriesOf(db, chains)).map((line) => JSON.stringify(line));
	const text = lines.join('\n');
	const at = (await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db)).rows[0]!.at;
	const signed = await signText(db, (key) =>
		JSON.stringify({
			format: 'motesplats-record/1',
			from: config().PUBLIC_URL,
			...about,
			entries: lines.length,
			sha256: createHash('sha256').update(text).digest('hex'),
			at: at.toISOString(),
			key
		})
	);
	const end = ['-----BEGIN STATEMENT-----', signed.text, '-----SIGNATURE-----', signed.signature];
	return [text, ...end, '-----END STATEMENT-----', ''].join('\n');
}

async function entriesOf(db: DbOrTx, chains: string[]): Promise<Line[]> {
	const { rows } = await sql<Line>`
		select chain_id as chain, seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
			action, actor, subject, data, hash
		from audit_entry where chain_id = any(${chains}::text[])
		order by array_position(${chains}::text[], chain_id), seq`.execute(db);
	return rows;
}
