import { expect, test } from 'vitest';
import type { Handle } from '@sveltejs/kit/hooks';
import { chained } from './chained.ts';

type Event = Parameters<Handle>[0]['event'];

test('the first hook is outermost, and changes the page last', async () => {
	const said: string[] = [];
	const hook =
		(name: string, changes = true): Handle =>
		async ({ event, resolve }) => {
			said.push(`${name} begins`);
			const response = await resolve(
				event,
				changes ? { transformPageChunk: ({ html }) => `${name}(${html})` } : undefined
			);
			said.push(`${name} ends`);
			return response;
		};
	const event = {} as Event;
	const response = await chained(
		hook('a'),
		hook('b', false),
		hook('c')
	)({
		event,
		resolve: async (asked, options) => {
			expect(asked).toBe(event);
			return new Response((await options?.transformPageChunk?.({ html: 'page', done: true })) ?? '');
		}
	});
	expect(await response.text()).toBe('a(c(page))');
	expect(said).toEqual(['a begins', 'b begins', 'c begins', 'c ends', 'b ends', 'a ends']);
});
