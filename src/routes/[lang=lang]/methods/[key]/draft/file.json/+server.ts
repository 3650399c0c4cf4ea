import { exportDraft } from '#capabilities/methods/index.ts';

/** The draft as one file, to take in elsewhere or to keep. */
export const GET = async ({ locals: { ctx }, params }) => {
	const file = await exportDraft(ctx, params.key);
	return new Response(`${JSON.stringify(file, null, '\t')}\n`, {
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'content-disposition': `attachment; filename="${file.key}-draft.json"`
		}
	});
};
