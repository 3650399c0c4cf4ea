import { sentText } from '#capabilities/calls/index.ts';
import { notFound } from '#platform/errors/index.ts';

/** The exact bytes that the receipt's hash is of. */
export const GET = async ({ locals: { ctx }, params }) => {
	const text = await sentText(ctx, params.id);
	if (text === null) throw notFound();
	return new Response(text, {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': `attachment; filename="rfi-${params.id.slice(0, 8)}.json"`,
			'cache-control': 'private, no-store'
		}
	});
};
