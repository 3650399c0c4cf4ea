import { expect, it } from 'vitest';
import { faultsOf, html } from '#design/testing/render.ts';
import { LANGS } from '#platform/i18n/index.ts';
import Gallery from './+page.svelte';

it.each(LANGS)('every component in every state is sound markup (%s)', async (lang) => {
	const markup = await html(Gallery as never, { data: { lang } } as never, lang);
	expect(faultsOf(markup)).toEqual([]);
	expect(markup).not.toMatch(/>\s*(common|design)\.[a-z-]+\./);
	expect(markup).not.toMatch(/undefined|NaN|\[object/);
});
