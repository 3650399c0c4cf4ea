const files = import.meta.glob('./**/+page.svelte');

/** Working pages that exist and take no further parameters, as paths after /initiatives/<slug>: navigation shows no others. */
export const WORK_PAGES: ReadonlySet<string> = new Set(
	Object.keys(files)
		.map((file) => `/work${file.replace(/^\./, '').replace('/+page.svelte', '')}`)
		.filter((path) => !path.includes('['))
);
