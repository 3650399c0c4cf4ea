import { publicDocument } from '#capabilities/procurements/index.ts';
import { notFound } from '#platform/errors/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { run, procurement, document } = await publicDocument(ctx, params, params.document);
	if (!document) throw notFound();
	return {
		document,
		title: procurement.title,
		back: `/${ctx.lang}/initiatives/${run.slug}/procurement/${procurement.id}`
	};
};
