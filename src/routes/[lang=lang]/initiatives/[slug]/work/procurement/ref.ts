import type { ProcurementRef, RoundRef } from '#capabilities/procurements/index.ts';

type Params = Partial<Record<string, string>>;

/** Where a working page is: the matchers have checked the shapes. */
export const refOf = (params: Params): ProcurementRef => ({ slug: params.slug!, id: params.id! });
export const roundOf = (params: Params): RoundRef => ({ ...refOf(params), number: Number(params.number) });

/** Address of a page of the procurement, with language. */
export const pathOf = (lang: string, params: Params, rest = '') =>
	`/${lang}/initiatives/${params.slug}/work/procurement/${params.id}${rest}`;
export const roundPath = (lang: string, params: Params, rest = '') =>
	pathOf(lang, params, `/rounds/${params.number}${rest}`);
