import { ENDPOINTS } from '#capabilities/opendata/index.ts';
import { config } from '#platform/server/config.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({
	address: `${config().PUBLIC_URL}/api/v1`,
	endpoints: ENDPOINTS.filter((endpoint) => endpoint.list).map(({ path, query }) => ({
		path,
		parameters: Object.keys(query.shape)
	}))
});
