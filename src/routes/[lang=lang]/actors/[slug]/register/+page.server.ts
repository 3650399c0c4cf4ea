import { dayQuery } from '#capabilities/records/form.ts';
import { dailyList, LINES_PER_PAGE, nameRegistrars } from '#capabilities/records/index.ts';
import { can } from '#platform/access/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const asked = dayQuery.parse(Object.fromEntries(url.searchParams));
	const { organisation, ...list } = await dailyList(ctx, params.slug, asked);
	return {
		...list,
		organisation: { name: organisation.name, slug: organisation.slug },
		pages: Math.ceil(list.total / LINES_PER_PAGE),
		mayName: can(ctx.actor, nameRegistrars, organisation)
	};
};
