import type { RequestRef } from '#capabilities/records/index.ts';

type Params = Partial<Record<string, string>>;

export const requestRef = (params: Params): RequestRef => ({ slug: params.slug!, id: params.request! });

/** Path of a request, or of a page below it. */
export const requestPath = (lang: string, params: Params, rest = '') =>
	`/${lang}/initiatives/${params.slug}/work/disclosure/${params.request}${rest}`;
