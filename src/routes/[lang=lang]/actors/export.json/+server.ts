import { exportJson } from '#capabilities/actors/index.ts';
import { readQuery } from '#capabilities/actors/form.ts';

export const GET = async ({ locals: { ctx }, url }) =>
	new Response(await exportJson(ctx, readQuery(url.searchParams)), {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': 'attachment; filename="organisations.json"'
		}
	});
