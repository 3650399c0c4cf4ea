import { redirect } from '@sveltejs/kit';
import type { Procurement, ProcurementRef, RoundRef } from '#capabilities/procurements/index.ts';

type Params = Partial<Record<string, string>>;

/** Where a working page is: the matchers have checked the shapes. */
export const refOf = (params: Params): ProcurementRef => ({ slug: params.slug!, id: params.id! });
export const roundOf = (params: Params): RoundRef => ({ ...refOf(params), number: Number(params.number) });

/** Address of a page of the procurement, with language. */
export const pathOf = (lang: string, params: Params, rest = '') =>
	`/${lang}/initiatives/${params.slug}/work/procurement/${params.id}${rest}`;
export const roundPath = (lang: string, params: Params, rest = '') =>
	pathOf(lang, params, `/rounds/${params.number}${rest}`);

/**
 * A form that changes the call itself is shown until the call is published; afterwards one is taken to `rest`, to read.
 * Whoever had it open meanwhile is told so where they are.
 */
export function untilPublished(
	procurement: Procurement,
	{ request, params, lang }: { request: Request; params: Params; lang: string },
	rest: string
): void {
	const closed = procurement.publishedAt ?? procurement.cancelledAt;
	if (closed && request.method === 'GET') redirect(303, pathOf(lang, params, rest));
}
