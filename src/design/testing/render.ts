import type { Component } from 'svelte';
import { render } from 'svelte/server';
import type { Lang } from '#platform/i18n/index.ts';
import { loadMessages } from '#platform/server/messages.ts';

/** A component as the server would send it, on a page in one language. For tests. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any component will do
export async function html<P extends Record<string, any>>(
	component: Component<P>,
	props: P,
	lang: Lang = 'sv'
): Promise<string> {
	loadMessages();
	const page = {
		data: { lang, path: '/', search: '', pages: [], me: null },
		url: new URL(`http://localhost/${lang}`)
	};
	const context = new Map([['__request__', { page }]]);
	const { body } = await render(component as Component, { props: props as Record<string, unknown>, context });
	return body.replaceAll(/<!--.*?-->/gs, '');
}

/** What is read out, with spaces gathered. */
export function words(markup: string): string {
	return markup
		.replaceAll(/<[^>]+>/g, ' ')
		.replaceAll(/\s+/g, ' ')
		.trim();
}

/** Values of an attribute, in order. */
export function attributes(markup: string, name: string): string[] {
	return [...markup.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map((match) => match[1]!);
}

/** Ids that stand twice, references to ids that are missing, and inline styles, which the security policy forbids. */
export function faultsOf(markup: string): string[] {
	const ids = attributes(markup, 'id');
	const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id twice: ${id}`);
	const wanted = ['for', 'aria-describedby', 'aria-labelledby'].flatMap((name) => attributes(markup, name));
	const missing = wanted
		.flatMap((value) => value.split(' '))
		.filter((id) => !ids.includes(id))
		.map((id) => `id missing: ${id}`);
	return [...twice, ...missing, ...attributes(markup, 'style').map((style) => `inline style: ${style}`)];
}
