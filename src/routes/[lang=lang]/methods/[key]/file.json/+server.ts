import { exportMethod } from '#capabilities/methods/index.ts';

/** The method as one file, to take in elsewhere. */
export const GET = async ({ locals: { ctx }, params }) => {
	const file = await exportMethod(ctx, params.key);
	return new Response(`${JSON.stringify(file, null, '\t')}\n`, {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': `attachment; filename="${file.key}.json"`
		}
	});
};
