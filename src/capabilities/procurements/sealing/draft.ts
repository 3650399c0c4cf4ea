import { openText, recipientOf, sealText } from '#platform/sealing/index.ts';
import { readContent, type Content } from './content.ts';

/** A draft under a key that stays with its writer; the server keeps what it cannot read. */
export async function sealDraft(
	secret: string,
	content: Content
): Promise<{ recipient: string; body: Uint8Array }> {
	const recipient = await recipientOf(secret);
	return { recipient, body: await sealText(recipient, JSON.stringify(content)) };
}

/** @throws Error where the key is another */
export async function openDraft(secret: string, body: Uint8Array): Promise<Content> {
	return readContent(await openText(secret, body));
}
