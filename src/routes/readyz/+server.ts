import { readiness } from '#platform/server/readiness.ts';

/** Whether requests may be sent here: 200, or 503 with the reason. */
export const GET = async () => {
	const reason = await readiness();
	return new Response(`${reason ?? 'ready'}\n`, {
		status: reason ? 503 : 200,
		headers: { 'cache-control': 'no-store' }
	});
};
