import { defineParams } from '@sveltejs/kit/params';
import { isLang } from '#platform/i18n/lang.ts';

/** The language is in the URL; anything else there is not one of our pages. */
export const params = defineParams({
	lang: (value) => (isLang(value) ? value : undefined),
	// An id that is not one is simply not found; the database is never asked.
	uuid: (value) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value) ? value : undefined),
	// A procurement has at most four phases, in each of at most twenty lots.
	round: (value) => (/^(?:[1-9]|[1-7]\d|80)$/.test(value) ? value : undefined)
});
