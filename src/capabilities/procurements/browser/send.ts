import { toBase64 } from '#platform/sealing/index.ts';
import { buildTender, PIECES, type ToSeal } from '../sealing/build.ts';
import type { Content } from '../sealing/content.ts';
import { sealDraft } from '../sealing/draft.ts';
import { ask } from './ask.ts';

/** Locks the draft with its key and saves it. @returns the new revision */
export async function saveSealed(
	here: string,
	secret: string,
	content: Content,
	revision: number,
	keepalive = false
): Promise<number> {
	const { recipient, body } = await sealDraft(secret, content);
	const draft = { revision, recipient, body: toBase64(body) };
	return (await ask<{ revision: number }>(`${here}/draft`, 'PUT', draft, keepalive)).revision;
}

/** Seals the tender for the three holders and hands it in. @returns where to go then */
export async function sealAndSend(here: string, content: Content): Promise<string> {
	const { seal } = await ask<{ seal: Omit<ToSeal, 'content'> }>(`${here}/send`);
	const { pieces, files } = await buildTender({ ...seal, content });
	const packed = Object.fromEntries(PIECES.map((name) => [name, toBase64(pieces[name])]));
	const answer = await ask<{ to: string }>(`${here}/send`, 'POST', {
		version: seal.label.version,
		pieces: packed,
		files
	});
	return answer.to;
}
