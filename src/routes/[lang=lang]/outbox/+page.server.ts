import { listOutbox } from '#capabilities/identity/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
	const page = Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1);
	const to = url.searchParams.get('to') || undefined;
	setHeaders({ 'x-uncached': '1' });
	return { ...(await listOutbox(locals.ctx, { to, page: Math.min(page, 10_000) })), page, to };
};
