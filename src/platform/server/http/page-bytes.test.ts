import { expect, test } from 'vitest';
import type { RequestEvent } from '@sveltejs/kit';
import { asPart, pageBytes } from './page-bytes.ts';

type Resolve = Parameters<typeof pageBytes>[0]['resolve'];

const reader = (platform = true) =>
	({
		locals: { ctx: { lang: 'sv' } },
		platform: platform ? { req: {} } : undefined
	}) as unknown as RequestEvent;

/** Answers as the framework does, with the page that `write` gives, and with its length. */
const writes =
	(write: () => string): Resolve =>
	async (_, options) => {
		const html = (await options!.transformPageChunk!({ html: write(), done: true })) ?? '';
		const length = String(Buffer.byteLength(html));
		return new Response(html, { headers: { 'x-sveltekit-page': 'true', 'content-length': length } });
	};

const page = (inside: string) => `<html lang="%lang%"><p>${inside}</p></html>`;

test('a page goes beside its response, with its language and its parts', async () => {
	const event = reader();
	const resolve = writes(() =>
		page(`å – ${asPart(event.locals, Buffer.from('<b>é</b>'))}${asPart(event.locals, Buffer.from('<i/>'))}!`)
	);
	const response = await pageBytes({ event, resolve });
	const sent = event.platform!.req.page!;
	expect(sent.toString()).toBe('<html lang="sv"><p>å – <b>é</b><i/>!</p></html>');
	expect(response.body).toBeNull();
	expect(response.headers.get('content-length')).toBe(String(sent.length));
});

test('without the server in front it goes the usual way', async () => {
	const response = await pageBytes({ event: reader(false), resolve: writes(() => page('hej')) });
	const sent = await response.text();
	expect(sent).toBe('<html lang="sv"><p>hej</p></html>');
	expect(response.headers.get('content-length')).toBe(String(sent.length));
});

test('its tag tells it from any other page, and is the same for the same', async () => {
	const tag = async (inside: string) =>
		(await pageBytes({ event: reader(), resolve: writes(() => page(inside)) })).headers.get('etag');
	expect(await tag('hej')).toBe(await tag('hej'));
	expect(await tag('hej')).not.toBe(await tag('nej'));
});

test('an answer that took the place of the page is sent as it is', async () => {
	const event = reader();
	const elsewhere: Resolve = async (of, options) => {
		await writes(() => page('refused'))(of, options);
		return new Response('elsewhere', { status: 303 });
	};
	expect(await (await pageBytes({ event, resolve: elsewhere })).text()).toBe('elsewhere');
	expect(event.platform!.req.page).toBeUndefined();
});

test('a page of errors that is written when the hooks have failed comes whole', async () => {
	let write: ((html: string) => unknown) | undefined;
	const fails: Resolve = async (_, options) => {
		write = (html) => options!.transformPageChunk!({ html, done: true });
		throw new Error('failed');
	};
	await expect(pageBytes({ event: reader(), resolve: fails })).rejects.toThrow('failed');
	expect(await write!(page('sorry'))).toBe('<html lang="sv"><p>sorry</p></html>');
});

test('what looks like a part in somebody’s words is none', async () => {
	const event = reader();
	asPart(event.locals, Buffer.from('secret'));
	await pageBytes({ event, resolve: writes(() => page('<!--abc:0-->')) });
	expect(event.platform!.req.page!.toString()).toContain('<p><!--abc:0--></p>');
});
