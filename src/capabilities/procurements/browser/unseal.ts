import {
	fromBase64,
	openBytes,
	readIdentity,
	recipientOf,
	toBase64,
	unlock
} from '#platform/sealing/index.ts';
import { ask } from './ask.ts';

// A holder's part of an opening, in the holder's browser: the secret never leaves it.

interface Waiting {
	position: number;
	body: string;
}

export class WrongKey extends Error {}

/** The holder's secret, from their passphrase and the copy kept here, or from their own file. @throws WrongKey */
export async function secretFrom(
	source: { locked: string | null; passphrase: string; file: File | null },
	recipient: string
): Promise<string> {
	const secret = source.file
		? readIdentity(await source.file.text())
		: source.locked
			? await unlock(source.locked, source.passphrase).catch(() => null)
			: null;
	if (!secret || (await recipientOf(secret)) !== recipient) throw new WrongKey();
	return secret;
}

const BATCH = 20;

/**
 * Takes off every layer that waits for this holder and hands in what is within, a few at a time: what was handed in
 * is kept, whatever happens to this page.
 */
export async function peelAll(
	url: string,
	unsealing: string,
	secret: string,
	progress: (done: number, total: number) => void
): Promise<void> {
	const { layers } = await ask<{ layers: Waiting[] }>(`${url}?unsealing=${unsealing}`);
	progress(0, layers.length);
	for (let at = 0; at < layers.length; at += BATCH) {
		const given = await Promise.all(layers.slice(at, at + BATCH).map((one) => peel(secret, one)));
		await ask(url, 'POST', { unsealing, given });
		progress(Math.min(at + BATCH, layers.length), layers.length);
	}
}

async function peel(secret: string, { position, body }: Waiting) {
	const inner = await openBytes(secret, fromBase64(body)).catch(() => null);
	return { position, body: inner && toBase64(inner) };
}
