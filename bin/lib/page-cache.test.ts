import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { pageCache } from './page-cache.mjs';

type Make = (req: IncomingMessage, res: ServerResponse) => void;
let server: Server | undefined;

afterEach(() => {
	vi.useRealTimers();
	server?.close();
});

/** A server that says who asked and how many times it has made a page. */
async function serve(make?: Make) {
	const state = { made: 0 };
	const own: Make = (req, res) => {
		state.made++;
		res.setHeader('content-type', 'text/html');
		res.end(`${req.headers.cookie ?? 'nobody'} ${req.url} ${state.made}`);
	};
	server = createServer(
		pageCache((req: IncomingMessage, res: ServerResponse) => {
			state.made += make ? 1 : 0;
			(make ?? own)(req, res);
		})
	);
	await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
		new Promise<{ status: number; headers: IncomingMessage['headers']; body: string }>((resolve, reject) => {
			const asked = request(
				{ port, host: '127.0.0.1', path, method, headers: { accept: 'text/html', ...headers } },
				(res) => {
					let body = '';
					res.on('data', (chunk) => (body += chunk));
					res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, body }));
				}
			);
			asked.once('error', reject).end();
		});
	return { state, ask };
}

test('a visitor gets what was made for another, with its age', async () => {
	const { state, ask } = await serve();
	const first = await ask('/sv');
	const second = await ask('/sv');
	expect(second.body).toBe(first.body);
	expect(first.headers.age).toBeUndefined();
	expect(second.headers.age).toBe('0');
	await ask('/sv?page=2');
	expect(state.made).toBe(2);
});

test('nobody gets a page that was made for somebody, and nobody’s page goes to anybody with a cookie', async () => {
	const { state, ask } = await serve();
	expect((await ask('/sv/my', { cookie: 'session=anna' })).body).toContain('anna');
	expect((await ask('/sv/my')).body).toContain('nobody');
	expect((await ask('/sv/my', { cookie: 'session=bo' })).body).toContain('bo');
	expect((await ask('/sv/my')).body).toContain('nobody');
	expect(state.made).toBe(3);
});

test('two who ask at the same time, one of them signed in, each get their own', async () => {
	const { ask } = await serve((req, res) => {
		res.setHeader('content-type', 'text/html');
		setTimeout(() => res.end(req.headers.cookie ?? 'nobody'), 30);
	});
	const [visitor, anna, other] = await Promise.all([
		ask('/sv'),
		ask('/sv', { cookie: 'session=anna' }),
		ask('/sv')
	]);
	expect([visitor.body, anna.body, other.body]).toEqual(['nobody', 'session=anna', 'nobody']);
});

test('many who ask for the same page at once have it made once', async () => {
	const { state, ask } = await serve((_req, res) => {
		res.setHeader('content-type', 'text/html');
		setTimeout(() => res.end('page'), 30);
	});
	const answers = await Promise.all(Array.from({ length: 20 }, () => ask('/en')));
	expect(answers.every((answer) => answer.body === 'page')).toBe(true);
	expect(state.made).toBe(1);
});

test.each([
	['a cookie set', { 'set-cookie': 'device=1' }],
	['a mark that it is only for one', { 'x-uncached': '1' }],
	['a nonce', { 'content-security-policy': "script-src 'self' 'nonce-abc'" }],
	['something else than a page', { 'content-type': 'application/json' }]
])('is never kept: %s', async (_name, headers) => {
	const { state, ask } = await serve((_req, res) => {
		res.setHeader('content-type', 'text/html');
		for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
		setTimeout(() => res.end('page'), 20);
	});
	await Promise.all([ask('/sv'), ask('/sv')]);
	await ask('/sv');
	expect(state.made).toBe(3);
});

test('refusals, posts, other addresses and questions for data go past', async () => {
	const { state, ask } = await serve((req, res) => {
		res.setHeader('content-type', 'text/html');
		res.statusCode = req.url === '/sv/secret' ? 404 : 200;
		res.end('x');
	});
	for (const path of ['/sv/secret', '/sv/secret', '/healthz', '/healthz', '/svensk', '/svensk'])
		await ask(path);
	await ask('/sv', {}, 'POST');
	await ask('/sv', { accept: 'application/json' });
	await ask('/sv', { authorization: 'Bearer x' });
	expect(state.made).toBe(9);
});

test('nothing is given that is older than five seconds, counted from its oldest part', async () => {
	let now = 1_000_000;
	vi.spyOn(Date, 'now').mockImplementation(() => now);
	const { state, ask } = await serve((req, res) => {
		res.setHeader('content-type', 'text/html');
		if (req.url === '/sv/list') res.setHeader('x-remembered-since', String(now - 4_000));
		res.end('x');
	});
	await ask('/sv');
	const list = await ask('/sv/list');
	expect(list.headers['x-remembered-since']).toBeUndefined();
	now += 900;
	expect((await ask('/sv/list')).headers.age).toBe('4');
	now += 200;
	await ask('/sv/list');
	expect(state.made).toBe(3);
	now += 3_800;
	await ask('/sv');
	expect(state.made).toBe(3);
	now += 200;
	await ask('/sv');
	expect(state.made).toBe(4);
	vi.restoreAllMocks();
});

test('somebody who goes away half-way does not take the page from those who wait', async () => {
	const { ask } = await serve((req, res) => {
		res.setHeader('content-type', 'text/html');
		res.write('half ');
		if (req.headers['x-leaves']) return void req.socket.destroy();
		setTimeout(() => res.end('whole'), 30);
	});
	const left = ask('/sv', { 'x-leaves': '1' }).catch(() => null);
	expect((await ask('/sv')).body).toBe('half whole');
	await left;
});
