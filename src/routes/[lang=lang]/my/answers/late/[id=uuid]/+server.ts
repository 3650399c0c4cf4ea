import { lateReceiptFor } from '#capabilities/calls/index.ts';

/** The signed receipt for an answer that came too late. */
export const GET = async ({ locals: { ctx }, params }) => {
	const { name, text } = await lateReceiptFor(ctx, params.id);
	return new Response(text, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
