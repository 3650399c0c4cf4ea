/**
 * Keeps what a page shows out of what the framework writes down for the browser: it does so with all data of
 * every page, and throws it away where the page has no client code, which takes longer than showing it. Only for
 * pages without client code; with it, `content` would be missing there.
 */
export function unsent<T>(content: T): { readonly content: T } {
	return Object.defineProperty({}, 'content', { value: content }) as { readonly content: T };
}
