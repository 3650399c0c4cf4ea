import { receiptTextFor } from '#capabilities/calls/index.ts';

export const GET = async ({ locals: { ctx }, params }) =>
	new Response(await receiptTextFor(ctx, params.id), {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="rfi-${params.id.slice(0, 8)}.txt"`,
			'cache-control': 'private, no-store'
		}
	});
