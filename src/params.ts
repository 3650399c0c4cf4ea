import { defineParams } from '@sveltejs/kit/params';
import { isLang } from '#platform/i18n/lang.ts';

/** The language is in the URL; anything else there is not one of our pages. */
export const params = defineParams({ lang: (value) => (isLang(value) ? value : undefined) });
