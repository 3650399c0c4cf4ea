import { receiptFor, receiptText } from '#capabilities/calls/index.ts';
import { translator } from '#platform/i18n/index.ts';

export const GET = async ({ locals: { ctx }, params }) =>
	new Response(receiptText(await receiptFor(ctx, params.id), translator(ctx.lang)), {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="rfi-${params.id.slice(0, 8)}.txt"`,
			'cache-control': 'private, no-store'
		}
	});
