/**
 * Signatures by the installation: Ed25519 over an exact text, base64. The private key lies in DATA_DIR, the
 * public ones with their history in `signing_key` and on the page about keys.
 */
import { sign, verify } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, DbOrTx } from '../db/index.ts';
import { ownKeys, replaceKey, signingKey, type SigningKey } from './keys.ts';

export interface Signed {
	signature: string;
	/** Id of the key, see `signing_key`. */
	keyId: string;
}

/** Signs with the present key, and notes that it is used. Works inside a transaction. */
export async function signText(
	db: DbOrTx,
	text: string | ((keyId: string) => string)
): Promise<Signed & { text: string }> {
	const key = signingKey();
	await noteKey(db, key);
	const whole = typeof text === 'string' ? text : text(key.id);
	return { text: whole, signature: signWith(key, whole), keyId: key.id };
}

const signWith = (key: SigningKey, text: string) =>
	sign(null, Buffer.from(text), key.privateKey).toString('base64');

/** Checks against the keys on this machine's disk. A text that names no key was signed by any of them. */
export function verifyText(text: string, signature: string, keyId?: string | null): boolean {
	const keys = ownKeys();
	const candidates = keyId ? [keys.get(keyId)] : [...keys.values()];
	return candidates.some(
		(key) => key && verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
	);
}

async function noteKey(db: DbOrTx, key: SigningKey): Promise<void> {
	await db
		.insertInto('signing_key')
		.values({ id: key.id, public_pem: key.publicPem })
		.onConflict((c) => c.doNothing())
		.execute();
}

/** Makes the present key known, so that its page can be read before anything was signed. */
export async function publishSigningKey(db: Db): Promise<void> {
	await noteKey(db, signingKey());
}

export interface PublishedKey {
	id: string;
	publicPem: string;
	firstUsedAt: Date;
	replacedAt: Date | null;
	/** What the key signed when it was replaced: which key came next. */
	handover: string | null;
	handoverSignature: string | null;
}

/** Every key that was ever used, the newest first. */
export async function publishedKeys(db: DbOrTx): Promise<PublishedKey[]> {
	return db
		.selectFrom('signing_key')
		.select(['id', 'public_pem as publicPem', 'first_used_at as firstUsedAt', 'replaced_at as replacedAt'])
		.select(['handover', 'handover_signature as handoverSignature'])
		.orderBy('first_used_at', 'desc')
		.execute();
}

/** Replaces the key; the old one signs which key comes next, as its last act. Gives the new key's id. */
export async function rotateSigningKey(db: Db): Promise<string> {
	const { old, fresh } = replaceKey();
	await noteKey(db, old);
	await noteKey(db, fresh);
	const at = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
	const handover = JSON.stringify({
		format: 'motesplats-key-handover/1',
		from: old.id,
		to: fresh.id,
		at: at.rows[0]!.at.toISOString()
	});
	await db
		.updateTable('signing_key')
		.set({ replaced_at: at.rows[0]!.at, handover, handover_signature: signWith(old, handover) })
		.where('id', '=', old.id)
		.execute();
	return fresh.id;
}
