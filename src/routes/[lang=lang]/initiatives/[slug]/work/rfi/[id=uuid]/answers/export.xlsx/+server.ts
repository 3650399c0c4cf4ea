import { exportXlsx } from '#capabilities/calls/index.ts';

export const GET = async ({ locals: { ctx }, params }) => {
	const { name, stream } = await exportXlsx(ctx, params.slug, params.id);
	return new Response(stream, {
		headers: {
			'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
