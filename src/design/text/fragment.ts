import type { Component } from 'svelte';
import { render } from 'svelte/server';
import type { Lang } from '#platform/i18n/index.ts';
import { LANG } from '#platform/i18n/use.ts';

/**
 * A part of a page that is the same for everybody, as HTML that may be remembered; `Rendered` shows it. The
 * component may use nothing of the page around it, such as who reads. Only on the server.
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- any component will do
export function fragment<P extends Record<string, any>>(
	component: Component<P>,
	props: P,
	lang: Lang
): string {
	// The page's own ids are counted too: theirs must not be ours.
	const options = { props, context: new Map([[LANG, lang]]), idPrefix: 'part' };
	return render(component as Component, options as never).body;
}
