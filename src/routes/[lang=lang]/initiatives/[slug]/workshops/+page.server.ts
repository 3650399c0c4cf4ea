import { publicWorkshops } from '#capabilities/workshops/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { initiative, workshops } = await publicWorkshops(ctx, params.slug);
	return { slug: initiative.slug, title: initiative.title, owner: initiative.organisationName, workshops };
};
