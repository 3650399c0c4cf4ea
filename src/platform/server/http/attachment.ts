/** A stream as a file to be saved, never shown: what is in it comes from somebody else. */
export function attachment({ name, stream }: { name: string; stream: ReadableStream<Uint8Array> }): Response {
	return new Response(stream, {
		headers: {
			'content-type': 'application/octet-stream',
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
			'cache-control': 'private, no-store',
			'x-content-type-options': 'nosniff'
		}
	});
}
