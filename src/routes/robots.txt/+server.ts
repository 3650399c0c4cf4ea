import { config } from '#platform/server/config.ts';
import type { RequestHandler } from './$types';

/** Example worlds are for nobody to find. Otherwise everything but personal pages and posted forms may be read. */
export const GET: RequestHandler = ({ locals }) => {
	const lines = locals.demo
		? ['User-agent: *', 'Disallow: /']
		: [
				'User-agent: *',
				...['/*/my', '/*/admin', '/*/sign-in', '/*/search', '/*/initiatives/*/work'].map(
					(path) => `Disallow: ${path}`
				),
				'',
				`Sitemap: ${config().PUBLIC_URL}/sitemap.xml`
			];
	return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
};
