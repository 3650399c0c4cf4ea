import { accessRfi, composePage } from '#capabilities/calls/index.ts';
import { workInInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const rfi = await accessRfi(ctx, params.slug, params.id, workInInitiative);
	return { page: await composePage(ctx, rfi, rfi.draft) };
};
