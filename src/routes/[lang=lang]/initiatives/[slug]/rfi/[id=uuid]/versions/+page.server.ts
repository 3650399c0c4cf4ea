import { versionsOf } from '#capabilities/calls/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { rfi, versions } = await versionsOf(ctx, params.slug, params.id);
	return { slug: params.slug, id: rfi.id, title: rfi.version!.content.title, versions };
};
