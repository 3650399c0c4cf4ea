import {
	createHash,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject
} from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { config } from '../config.ts';

// The key lies outside the database: whoever can rewrite rows cannot sign them.
const file = () => join(config().DATA_DIR, 'signing-key.pem');
/** Public halves of the keys that were used before. */
const former = () => join(config().DATA_DIR, 'signing-keys');

export interface SigningKey {
	/** SHA-256 of the public key (SPKI, DER), hex. */
	id: string;
	privateKey: KeyObject;
	publicPem: string;
}

/** The key that signs now; made at first use. Read each time, since another process may have replaced it. */
export function signingKey(): SigningKey {
	if (!existsSync(file())) firstKey();
	return shape(createPrivateKey(readFileSync(file())));
}

function firstKey(): void {
	mkdirSync(config().DATA_DIR, { recursive: true, mode: 0o700 });
	const older = join(config().DATA_DIR, 'audit-key.pem');
	try {
		if (existsSync(older)) renameSync(older, file());
		else writeFileSync(file(), freshPem(), { mode: 0o600, flag: 'wx' });
	} catch (error) {
		// Another process was quicker.
		if (!['EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
	}
}

const freshPem = () => generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });

function shape(privateKey: KeyObject): SigningKey {
	const publicKey = createPublicKey(privateKey);
	return { id: keyId(publicKey), privateKey, publicPem: toPem(publicKey) };
}

const toPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

/** What a key is called: the same that `openssl pkey -pubin -outform DER | sha256sum` gives. */
export function keyId(key: KeyObject): string {
	return createHash('sha256')
		.update(key.export({ type: 'spki', format: 'der' }))
		.digest('hex');
}

/** Puts another key in its place; of the old one only the public half stays. Gives both. */
export function replaceKey(): { old: SigningKey; fresh: SigningKey } {
	const old = signingKey();
	mkdirSync(former(), { recursive: true, mode: 0o700 });
	writeFileSync(join(former(), `${old.id}.pem`), old.publicPem, { mode: 0o600 });
	writeFileSync(`${file()}.new`, freshPem(), { mode: 0o600 });
	renameSync(`${file()}.new`, file());
	return { old, fresh: signingKey() };
}

/** Public keys of this installation by id, from its own disk: what the database says of keys proves nothing. */
export function ownKeys(): Map<string, KeyObject> {
	const current = signingKey();
	const pems = existsSync(former())
		? readdirSync(former()).map((name) => readFileSync(join(former(), name)))
		: [];
	const keys = [createPublicKey(current.privateKey), ...pems.map((pem) => createPublicKey(pem))];
	return new Map(keys.map((key) => [keyId(key), key]));
}
