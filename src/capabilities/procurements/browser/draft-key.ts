import { createIdentity, readIdentity, recipientOf } from '#platform/sealing/index.ts';

// The key of a draft stays in the browser that wrote it; whoever is given it can write on elsewhere.

const place = (tenderId: string) => `draft-key:${tenderId}`;

/** The key kept here for this draft, or null. */
export function keptKey(tenderId: string): string | null {
	return localStorage.getItem(place(tenderId));
}

export function keepKey(tenderId: string, secret: string): void {
	localStorage.setItem(place(tenderId), secret);
}

/** A key for a draft that does not exist yet. */
export async function newKey(tenderId: string): Promise<string> {
	const secret = keptKey(tenderId) ?? (await createIdentity());
	keepKey(tenderId, secret);
	return secret;
}

/** The typed key, if it fits the draft. */
export async function fittingKey(typed: string, recipient: string): Promise<string | null> {
	const secret = readIdentity(typed);
	return secret && (await recipientOf(secret)) === recipient ? secret : null;
}
