import { elevatedUntil, isLoopback } from '#capabilities/identity/index.ts';
import { isSignedIn } from '#platform/access/index.ts';
import { config } from '#platform/server/config.ts';
import { takeFlash } from '#platform/server/http/flash.ts';
import type { LayoutServerLoad } from './$types';

/** What the shell of every page needs. Narrow on purpose: it is sent with each page. */
export const load: LayoutServerLoad = async ({ locals, url, cookies }) => {
	const { actor, lang } = locals.ctx;
	return {
		lang,
		path: url.pathname.slice(3) || '/',
		search: url.search,
		/** Where the world reaches us, for addresses that leave the site. */
		base: config().PUBLIC_URL,
		demo: locals.demo,
		/** Personas can be changed between. */
		personas: locals.demo && isLoopback(),
		me: isSignedIn(actor) ? { name: actor.name, mayElevate: actor.mayElevate } : null,
		/** Shown in this session: forms that ask for one need not say so. */
		secondFactor: isSignedIn(actor) && actor.secondFactor,
		/** Until when one acts as administrator. */
		elevatedUntil: await elevatedUntil(locals.ctx),
		flash: takeFlash(cookies, lang)
	};
};
