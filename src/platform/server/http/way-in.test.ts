import { expect, test } from 'vitest';
import { wayIn } from './way-in.ts';

/** What a request that was refused for this reason is answered with. */
async function answerTo(
	refused: string | undefined,
	options: { method?: string; accept?: string; path?: string; data?: boolean } = {}
) {
	const { method = 'GET', accept = 'text/html,*/*', path = '/en/my/work?tab=2', data = false } = options;
	const url = new URL(`http://127.0.0.1${path}`);
	const event = {
		url,
		request: new Request(url, { method, headers: { accept } }),
		isDataRequest: data,
		locals: { refused, ctx: { lang: 'en' } }
	};
	const resolve = async () => new Response('refused', { status: 401 });
	return wayIn({ event, resolve } as never);
}

test.each([
	['sign-in', '/en/sign-in?next=%2Fen%2Fmy%2Fwork%3Ftab%3D2'],
	['second-factor', '/en/second-factor?next=%2Fen%2Fmy%2Fwork%3Ftab%3D2']
])('a page that lacks %s leads there and back', async (refused, location) => {
	const answer = await answerTo(refused);
	expect([answer.status, answer.headers.get('location')]).toEqual([303, location]);
	expect(answer.headers.get('cache-control')).toContain('no-store');
});

test.each([
	['a form that was sent', { method: 'POST' }],
	['a script that fetches', { accept: 'application/json' }],
	["the framework's own data", { data: true }],
	['a file', { path: '/files/1/a.pdf' }]
])('%s is refused where it is', async (_name, options) => {
	expect((await answerTo('sign-in', options)).status).toBe(401);
});

test('other refusals stay what they are', async () => {
	for (const refused of ['forbidden', 'not-found', undefined])
		expect((await answerTo(refused)).status).toBe(401);
});
