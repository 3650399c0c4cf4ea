import { roundRecord } from '#capabilities/procurements/index.ts';
import { roundOf } from '../../../../ref.ts';

/** Everything recorded of a round, as a file that verifies offline. */
export const GET = async ({ locals: { ctx }, params }) => {
	const { name, content } = await roundRecord(ctx, roundOf(params));
	return new Response(content, {
		headers: {
			'content-type': 'text/plain; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'private, no-store'
		}
	});
};
