import { exportCsv } from '#capabilities/calls/index.ts';

export const GET = async ({ locals: { ctx }, params }) => {
	const { name, stream } = await exportCsv(ctx, params.slug, params.id);
	return new Response(stream, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
