import { createIdentity, recipientOf, sealText, wrapFor } from '#platform/sealing/index.ts';
import { writeTexts, type Content, type Identity, type Texts } from './content.ts';
import { innerSeat, outerSeat, PAIRS, type Recipients } from './seats.ts';
import type { Label } from './tender-text.ts';

/** Names of what a sealed tender consists of, beside its files. */
export const PIECES = ['identity', 'solution', 'price', 'wrap-ab', 'wrap-ae', 'wrap-be'] as const;
export type Piece = (typeof PIECES)[number];

/** A tender that only two of the three holders together can open. */
export interface SealedTender {
	pieces: Record<Piece, Uint8Array>;
	/** Ids of the sealed files that belong to it. */
	files: string[];
}

export interface ToSeal {
	label: Label;
	content: Content;
	identity: Identity;
	recipients: Recipients;
	/** Criterion → its name. */
	names?: Record<string, string>;
}

/** Seals a tender to a fresh identity, and that identity for each pair of holders. Runs where the tender is written. */
export async function buildTender({
	label,
	content,
	identity,
	recipients,
	names
}: ToSeal): Promise<SealedTender> {
	const pieces = await sealTexts(writeTexts(label, content, identity, names), recipients);
	return { pieces, files: content.files.map((file) => file.id) };
}

async function sealTexts(texts: Texts, recipients: Recipients): Promise<SealedTender['pieces']> {
	const secret = await createIdentity();
	const recipient = await recipientOf(secret);
	const parts = (['identity', 'solution', 'price'] as const).map(
		async (part) => [part, await sealText(recipient, texts[part])] as const
	);
	const wraps = PAIRS.map(
		async (pair) =>
			[
				`wrap-${pair}`,
				await wrapFor(recipients[outerSeat(pair)], recipients[innerSeat(pair)], secret)
			] as const
	);
	return Object.fromEntries(await Promise.all([...parts, ...wraps])) as SealedTender['pieces'];
}
