import { KINDS, publicInsights, SCOPES } from '#capabilities/insights/index.ts';

const only = <T extends string>(values: string[], known: readonly T[]) =>
	values.filter((value): value is T => (known as readonly string[]).includes(value));

export const load = async ({ locals: { ctx }, params, url }) => {
	const query = url.searchParams;
	const filter = {
		kind: only(query.getAll('kind'), KINDS),
		scope: only(query.getAll('scope'), SCOPES),
		theme: query.getAll('theme').slice(0, 10),
		page: Math.max(1, Math.min(1000, Number(query.get('page')) || 1))
	};
	const { initiative, ...page } = await publicInsights(ctx, params.slug, filter);
	return {
		...page,
		slug: initiative.slug,
		title: initiative.title,
		owner: initiative.organisationName,
		filter,
		search: url.search
	};
};
