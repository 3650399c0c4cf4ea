import { expect, test } from 'vitest';
import { bodyLimit } from './body-limit.ts';

const MB = 1024 * 1024;
const FILES = 'multipart/form-data; boundary=x';
const PLAIN = 'application/x-www-form-urlencoded';

/** What a form of this size is answered with, by an action that reads it. */
async function answerTo(path: string, type: string, length: number) {
	const url = new URL(`http://127.0.0.1${path}`);
	const headers = { 'content-type': type, 'content-length': String(length) };
	const request = new Request(url, { method: 'POST', headers, body: 'a=1' });
	const resolve = async () => new Response((await request.text()) || 'nothing');
	return bodyLimit({ event: { url, request }, resolve } as never);
}

test.each([
	['a form of text', PLAIN, MB],
	['a form with files', FILES, 32 * MB]
])('%s is read up to its limit', async (_name, type, limit) => {
	expect(await (await answerTo('/sv/actors/new', type, limit)).text()).toBe('a=1');
	await expect(answerTo('/sv/actors/new', type, limit + 1)).rejects.toMatchObject({ code: 'too-large' });
});

test('the sentence tells of files only where there may be some', async () => {
	await expect(answerTo('/en', PLAIN, 2 * MB)).rejects.toMatchObject({ key: 'error.too-long' });
	await expect(answerTo('/en', FILES, 40 * MB)).rejects.toMatchObject({
		key: 'error.too-large',
		params: { max: '25 MB' }
	});
});

test('what is no page is refused at once', async () => {
	expect((await answerTo('/auth/callback', PLAIN, 2 * MB)).status).toBe(413);
});
