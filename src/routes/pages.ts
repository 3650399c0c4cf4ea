const files = import.meta.glob('./[[]lang=lang[]]/**/+page.svelte');

/** Routes of all pages, below the language. */
export const ROUTES: readonly string[] = Object.keys(files).map((file) =>
	file
		.replace('./[lang=lang]', '')
		.replace('/+page.svelte', '')
		.replaceAll(/\/\([^)]+\)/g, '')
);

/** Paths below the language that exist and take no parameters. */
export const PAGES: readonly string[] = ROUTES.filter((path) => !path.includes('['));
