import { rm } from 'node:fs/promises';
import { FileStore } from '@tus/file-store';
import { Server, Upload } from '@tus/server';
import { mkdirSync } from 'node:fs';
import type { Context } from '#platform/server/context.ts';
import {
	awaitedFile,
	completeFile,
	doneFile,
	reserveFile,
	sealedFolder,
	sealedPath
} from './sealed-files.ts';

// Resumable sending (tus): HEAD tells how much has come, PATCH brings the next piece.

let server: Server | undefined;
let store: FileStore | undefined;

function tus(): { server: Server; store: FileStore } {
	mkdirSync(sealedFolder(), { recursive: true, mode: 0o700 });
	store ??= new FileStore({ directory: sealedFolder() });
	server ??= new Server({
		path: '/',
		datastore: store,
		// The route has decided who may send, and to which file.
		getFileIdFromRequest: (_request, last) => last
	});
	return { server, store };
}

/** Makes room for a file that is sent in pieces. Gives its id. */
export async function beginUpload(ctx: Context, tenderId: string, bytes: number): Promise<string> {
	const id = await reserveFile(ctx, tenderId, bytes);
	await tus().store.create(new Upload({ id, size: bytes, offset: 0 }));
	return id;
}

const OFFSET = 'upload-offset';

/** One request of the sending: how far it has come, or the next piece. The last piece completes the file. */
export async function receivePiece(
	ctx: Context,
	tenderId: string,
	fileId: string,
	request: Request
): Promise<Response> {
	const done = await doneFile(ctx, tenderId, fileId);
	if (done) return wholeAlready(done.bytes);
	const { bytes } = await awaitedFile(ctx, tenderId, fileId);
	const response = await tus().server.handleWeb(request);
	if (request.method === 'PATCH' && response.headers.get(OFFSET) === String(bytes)) {
		await completeFile(ctx, tenderId, fileId);
		await rm(`${sealedPath(fileId)}.json`, { force: true });
	}
	return response;
}

/** The answer to the last piece was lost on its way, and the sender asks again. */
const wholeAlready = (bytes: number) =>
	new Response(null, {
		status: 200,
		headers: {
			'tus-resumable': '1.0.0',
			'cache-control': 'no-store',
			'upload-length': String(bytes),
			[OFFSET]: String(bytes)
		}
	});
