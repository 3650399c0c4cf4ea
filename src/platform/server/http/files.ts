import { notFound } from '#platform/errors/index.ts';
import type { Context } from '../context.ts';
import { openFile } from '../files/index.ts';

const INLINE = new Set(['image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'text/plain']);

/** A stored file as an answer: its own type, no sniffing, no scripts. */
export async function fileResponse(ctx: Context, id: string): Promise<Response> {
	const opened = /^[0-9a-f-]{36}$/.test(id) ? await openFile(ctx, id) : null;
	if (!opened) throw notFound();
	const { file, stream } = opened;
	const disposition = INLINE.has(file.type) ? 'inline' : 'attachment';
	return new Response(stream, {
		headers: {
			'content-type': file.type.startsWith('text/') ? `${file.type}; charset=utf-8` : file.type,
			'content-length': String(file.size),
			'content-disposition': `${disposition}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
			'content-security-policy': "default-src 'none'; sandbox",
			'cache-control': 'private, no-store'
		}
	});
}
