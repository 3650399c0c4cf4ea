import { archivePage } from '#capabilities/records/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { calls } = await archivePage(ctx, params.slug);
	return { calls };
};
