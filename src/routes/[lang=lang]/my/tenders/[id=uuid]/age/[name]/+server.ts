import { notFound } from '#platform/errors/index.ts';
import { templatesFor } from '#capabilities/procurements/index.ts';

/** One of the templates, or the script that seals them. */
export const GET = async ({ locals: { ctx }, params }) => {
	const text = (await templatesFor(ctx, params.id))[params.name];
	if (text === undefined) throw notFound();
	return new Response(text, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${params.name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
