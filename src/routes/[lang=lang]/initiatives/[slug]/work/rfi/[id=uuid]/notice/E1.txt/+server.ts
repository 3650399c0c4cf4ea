import { noticeFile } from '#capabilities/ocds/index.ts';

export const GET = async ({ locals: { ctx }, params }) => {
	const { name, text } = await noticeFile(ctx, params.slug, params.id);
	return new Response(text, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
