import { exportCsv } from '#capabilities/actors/index.ts';
import { readQuery } from '#capabilities/actors/form.ts';

export const GET = async ({ locals: { ctx }, url }) =>
	new Response(await exportCsv(ctx, readQuery(url.searchParams)), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': 'attachment; filename="aktorer.csv"'
		}
	});
