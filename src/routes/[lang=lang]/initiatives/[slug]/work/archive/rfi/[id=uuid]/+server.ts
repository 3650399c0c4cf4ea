import { archivePackage } from '#capabilities/records/index.ts';

/** The archive package as a tar, made while it is sent. */
export const GET = async ({ locals: { ctx }, params }) => {
	const { name, stream } = await archivePackage(ctx, params.slug, 'rfi', params.id);
	return new Response(stream, {
		headers: {
			'content-type': 'application/x-tar',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'no-store'
		}
	});
};
