import { importReport } from '#capabilities/actors/index.ts';

export const GET = async ({ locals: { ctx }, params }) => {
	const { name, text } = await importReport(ctx, params.id);
	return new Response(text, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`
		}
	});
};
