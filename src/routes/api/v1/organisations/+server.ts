import { apiOrganisations } from '#capabilities/actors/index.ts';
import { readQuery } from '#capabilities/actors/form.ts';
import { config } from '#platform/server/config.ts';
import { isLang } from '#platform/i18n/index.ts';

/** Public organisations as JSON, a hundred at a time; `next` leads on. Names of places follow `?lang=`. */
export const GET = async ({ locals: { ctx }, url }) => {
	const lang = url.searchParams.get('lang');
	const query = readQuery(url.searchParams);
	const found = await apiOrganisations(isLang(lang) ? { ...ctx, lang } : ctx, query);
	const next = new URL(`${config().PUBLIC_URL}${url.pathname}${url.search}`);
	next.searchParams.set('page', String(found.page + 1));
	return Response.json(
		{ ...found, next: found.page < found.pages ? next.href : null },
		{
			headers: {
				'access-control-allow-origin': '*',
				'cache-control': 'public, max-age=5',
				vary: 'accept-language'
			}
		}
	);
};
