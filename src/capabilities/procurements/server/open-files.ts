import { createHash } from 'node:crypto';
import { AppError } from '#platform/errors/index.ts';
import { createIdentity, recipientOf, sealBytes } from '#platform/sealing/index.ts';
import { MAX_FILE_BYTES } from '#platform/server/files/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { TenderFile } from '../sealing/content.ts';
import { completeFile, receiveWhole, reserveFile } from './sealed-files.ts';

/** Locks a file that came without a script and puts away only its ciphertext. Gives what the draft is to hold of it. */
export async function addOpenFile(ctx: Context, tenderId: string, file: File): Promise<TenderFile> {
	if (file.size === 0) throw new AppError('invalid', 'file.error.empty');
	if (file.size > MAX_FILE_BYTES)
		throw new AppError('too-large', 'error.too-large', {
			params: { max: `${MAX_FILE_BYTES / 1024 / 1024} MB` }
		});
	const plain = new Uint8Array(await file.arrayBuffer());
	const key = await createIdentity();
	const body = await sealBytes(await recipientOf(key), plain);
	const id = await putAway(ctx, tenderId, body);
	const sha256 = createHash('sha256').update(plain).digest('hex');
	return { id, name: file.name.slice(-150), size: file.size, sha256, key };
}

/** Puts ciphertext away under an id of its own. */
export async function putAway(ctx: Context, tenderId: string, body: Uint8Array): Promise<string> {
	const id = await reserveFile(ctx, tenderId, body.length);
	await receiveWhole(id, new Blob([body as BlobPart]).stream());
	await completeFile(ctx, tenderId, id);
	return id;
}
