import { bulkAddress, bulkYears } from '#capabilities/ocds/index.ts';
import { ENDPOINTS } from '#capabilities/opendata/index.ts';
import { config } from '#platform/server/config.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
	address: `${config().PUBLIC_URL}/api/v1`,
	endpoints: ENDPOINTS.filter((endpoint) => endpoint.list).map(({ path, query }) => ({
		path,
		parameters: Object.keys(query.shape)
	})),
	years: (await bulkYears(ctx.db)).map(({ year, releases }) => ({ year, releases, path: bulkPath(year) }))
});

const bulkPath = (year: number) => new URL(bulkAddress(year)).pathname;
