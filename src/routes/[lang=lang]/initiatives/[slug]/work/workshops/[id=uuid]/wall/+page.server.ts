import { accessWorkshop } from '#capabilities/workshops/index.ts';
import { workInInitiative } from '#capabilities/initiatives/index.ts';
import { qrOf, readWall } from '#capabilities/insights/index.ts';
import { config } from '#platform/server/config.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { workshop } = await accessWorkshop(ctx, params.slug, params.id, workInInitiative);
	const wall = await readWall(ctx, params.slug, params.id);
	const code = wall && !wall.session.closedAt ? wall.session.code : null;
	const address = `${config().PUBLIC_URL}/${ctx.lang}/c`;
	return {
		// The page stands outside the frame of all others.
		lang: ctx.lang,
		slug: params.slug,
		workshop: { id: workshop.id, title: workshop.title },
		wall,
		code,
		address,
		qr: code ? qrOf(`${address}/${code}`) : null
	};
};
