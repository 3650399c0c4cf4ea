/** The process answers. Says nothing of the database: a load balancer asks /readyz for that. */
export const GET = () => new Response('ok\n', { headers: { 'cache-control': 'no-store' } });
