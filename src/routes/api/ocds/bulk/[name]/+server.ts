import { Readable } from 'node:stream';
import { bulkStream, findBulk } from '#capabilities/ocds/index.ts';
import { OPEN_TO_ALL } from '#platform/server/http/plain-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) => {
	const year = await findBulk(locals.ctx, params.name);
	if ('status' in year) {
		const refused = { 'content-type': 'application/json', ...OPEN_TO_ALL };
		return new Response(`${year.text}\n`, { status: year.status, headers: refused });
	}
	const etag = `"${year.year}-${year.last}-${year.releases}"`;
	const headers = {
		...OPEN_TO_ALL,
		etag,
		'cache-control': 'public, max-age=60',
		'content-type': 'application/gzip',
		'content-disposition': `attachment; filename="ocds-${year.year}.jsonl.gz"`
	};
	if (request.headers.get('if-none-match')?.includes(etag))
		return new Response(null, { status: 304, headers });
	if (request.method === 'HEAD') return new Response(null, { headers });
	return new Response(Readable.toWeb(bulkStream(locals.ctx.db, year)) as ReadableStream, { headers });
};
