import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { RequestEvent } from '@sveltejs/kit';
import type { Handle } from '@sveltejs/kit/hooks';

/** What no reader can have written: it is drawn anew by each process. */
const MARK = `<!--${randomBytes(12).toString('base64url')}:`;
const END = '-->';
const LANG = '%lang%';

/** Whose page it is for: the parts that it holds as bytes. */
type Reader = Pick<RequestEvent['locals'], 'parts'>;

/**
 * Lets a page hold HTML that is remembered as bytes: answers with a sign that is shown in its place. Most of a page
 * is then never made to a string and back.
 */
export function asPart(reader: Reader, html: Buffer): string {
	reader.parts ??= [];
	return `${MARK}${reader.parts.push(html) - 1}${END}`;
}

/**
 * Sends pages as the bytes that they are: the framework would take their sum letter by letter, and hand them through
 * a stream. Where bin/server.mjs is not in front, as under Vite, they go the usual way. The outermost of all hooks.
 */
export const pageBytes: Handle = async ({ event, resolve }) => {
	let page: Buffer | undefined;
	let over = false;
	const transformPageChunk = ({ html }: { html: string }) => {
		page = together(html, event.locals.ctx.lang, event.locals.parts ?? []);
		return over ? page.toString() : '';
	};
	// What fails in a hook becomes a page of errors, which does not come by here again.
	const response = await resolve(event, { transformPageChunk }).finally(() => (over = true));
	// Another answer may have taken the page's place.
	if (!page || !response.headers.has('x-sveltekit-page')) return response;
	response.headers.set('etag', `"${crc32(page).toString(36)}-${page.length.toString(36)}"`);
	// The framework counted the empty page that it was handed: a browser would show nothing.
	response.headers.set('content-length', String(page.length));
	if (!event.platform) return new Response(new Uint8Array(page), response);
	event.platform.req.page = page;
	return Object.defineProperty(response, 'body', { value: null });
};

/** Puts a page together from its own words and its parts. */
function together(html: string, lang: string, parts: readonly Buffer[]): Buffer {
	const pieces: (string | Buffer)[] = [];
	const at = html.indexOf(LANG);
	pieces.push(html.slice(0, at), lang);
	let from = at + LANG.length;
	if (parts.length > 0) {
		for (let mark = html.indexOf(MARK, from); mark >= 0; mark = html.indexOf(MARK, from)) {
			const end = html.indexOf(END, mark);
			pieces.push(html.slice(from, mark), parts[Number(html.slice(mark + MARK.length, end))]!);
			from = end + END.length;
		}
	}
	pieces.push(html.slice(from));
	return written(pieces);
}

function written(pieces: readonly (string | Buffer)[]): Buffer {
	let length = 0;
	for (const piece of pieces) length += typeof piece === 'string' ? Buffer.byteLength(piece) : piece.length;
	const page = Buffer.allocUnsafeSlow(length);
	let at = 0;
	for (const piece of pieces) at += typeof piece === 'string' ? page.write(piece, at) : piece.copy(page, at);
	return page;
}
