import { listWorkshops } from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { workshops, mayFacilitate } = await listWorkshops(ctx, params.slug);
	return { workshops, mayFacilitate };
};
