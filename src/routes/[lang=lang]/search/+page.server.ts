import { searchSite } from '#capabilities/search/index.ts';
import { readSearch } from '#capabilities/search/rules.ts';

export const load = async ({ locals: { ctx }, url }) => {
	const query = readSearch(url.searchParams);
	const result = await searchSite(ctx, query);
	return { query: { ...query, page: result.page }, result };
};
