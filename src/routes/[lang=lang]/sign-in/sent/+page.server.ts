import { isLoopback } from '#capabilities/identity/index.ts';
import { config } from '#platform/server/config.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({
	outbox: locals.demo && isLoopback() && !config().SMTP_URL
});
