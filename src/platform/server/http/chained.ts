import type { Handle, ResolveOptions } from '@sveltejs/kit/hooks';

/**
 * Hooks one within the other, the first outermost, as the framework's `sequence` has them, but without a copy of the
 * request and a tracing span for each. What they do to a page's HTML is done from within outwards.
 */
export const chained = (...handles: Handle[]): Handle =>
	handles.reduceRight(
		(inner, outer) =>
			({ event, resolve }) =>
				outer({
					event,
					resolve: async (event, around) =>
						inner({ event, resolve: (event, within) => resolve(event, both(within, around)) })
				})
	);

function both(within?: ResolveOptions, around?: ResolveOptions): ResolveOptions | undefined {
	if (!within?.transformPageChunk || !around?.transformPageChunk) return within ?? around;
	const [first, then] = [within.transformPageChunk, around.transformPageChunk];
	return { transformPageChunk: async (chunk) => then({ ...chunk, html: (await first(chunk)) ?? '' }) };
}
