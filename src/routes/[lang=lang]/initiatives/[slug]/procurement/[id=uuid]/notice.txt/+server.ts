import { noticeText } from '#capabilities/procurements/index.ts';

export const GET = async ({ locals: { ctx }, params }) => {
	const name = ctx.lang === 'sv' ? 'annons' : 'notice';
	return new Response(await noticeText(ctx, params), {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${name}.txt"`,
			'cache-control': 'private, no-store'
		}
	});
};
