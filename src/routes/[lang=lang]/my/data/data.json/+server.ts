import { myData } from '#capabilities/mywork/index.ts';

export const GET = async ({ locals: { ctx } }) =>
	new Response(JSON.stringify(await myData(ctx), null, 2), {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': 'attachment; filename="motesplats-my-data.json"',
			'cache-control': 'private, no-store'
		}
	});
