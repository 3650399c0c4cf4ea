import { config } from '#platform/server/config.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({
	operator: { name: config().OPERATOR_NAME ?? null, email: config().OPERATOR_EMAIL ?? null }
});
