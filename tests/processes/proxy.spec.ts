import { expect, test } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';

test.skip(() => !process.env.APP_DATABASE_URL, 'needs the database of the journeys');
test.setTimeout(120_000);

/** A second web process beside the one of the journeys, on the same database. */
const web = (env: Record<string, string>) =>
	startApp({ args: ['--only=web'], env: { DATABASE_URL: process.env.APP_DATABASE_URL, ...env } });

/** Asks for a sign-in mail as a form on https://motesplats.example would, by way of a proxy. */
async function post(app: App): Promise<number> {
	const answer = await fetch(`${app.url}/sv/sign-in?/link`, {
		method: 'POST',
		redirect: 'manual',
		headers: {
			accept: 'text/html',
			'content-type': 'application/x-www-form-urlencoded',
			origin: 'https://motesplats.example',
			'x-forwarded-proto': 'https',
			'x-forwarded-host': 'motesplats.example',
			'x-forwarded-for': '192.0.2.7'
		},
		body: 'email=inte-en-adress'
	});
	return answer.status;
}

test('behind a trusted proxy a form may be sent from the address that people see', async () => {
	const app = await web({ TRUST_PROXY: '1' });
	expect(await post(app)).toBe(422);
	expect(await app.stop()).toBe(0);
});

test('without one, nobody can pretend to have come by another address', async () => {
	const app = await web({});
	expect(await post(app)).toBe(403);
	expect(await app.stop()).toBe(0);
});
