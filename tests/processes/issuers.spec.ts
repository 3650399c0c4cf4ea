import { expect, test, type Page } from '@playwright/test';
import { startApp, type App } from '../support/app.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';

test.describe.configure({ mode: 'serial' });
test.setTimeout(180_000);

let app: App;
let issuers: Issuer[];

test.beforeAll(async () => {
	issuers = await Promise.all([
		startIssuer('kommun-id', 'Kommun-id', () => app.url),
		startIssuer('region-id', 'Region-id', () => app.url)
	]);
	const asleep = { ...issuers[0]!.setting, id: 'asleep', name: 'Sovande', issuer: 'http://127.0.0.1:9' };
	const settings = JSON.stringify([...issuers.map(({ setting }) => setting), asleep]);
	app = await startApp({
		args: ['--no-demo'],
		env: { SMTP_URL: 'smtp://127.0.0.1:9', OIDC_ISSUERS: settings }
	});
});
test.afterAll(async () => {
	await app?.stop();
	for (const issuer of issuers ?? []) issuer.stop();
});

/** From the sign-in page to the end of the issuer's own pages. */
async function signInWith(page: Page, issuer: string, login: string, next = '/sv/my/account'): Promise<void> {
	await page.goto(`${app.url}${next}`);
	await page.getByRole('button', { name: `Logga in med ${issuer}` }).click();
	await page.locator('input[name=login]').fill(login);
	await page.locator('input[name=password]').fill('anything');
	await page.locator('button[type=submit]').click();
	await page.locator('button[type=submit]').click();
}

/** The address that the issuer sends the browser to at the end, not followed. */
async function unusedAnswer(page: Page, login: string): Promise<string> {
	await page.goto(`${app.url}/sv/sign-in`);
	await page.getByRole('button', { name: 'Logga in med Kommun-id' }).click();
	await page.locator('input[name=login]').fill(login);
	await page.locator('input[name=password]').fill('anything');
	await page.locator('button[type=submit]').click();
	const consent = await page.locator('form').getAttribute('action');
	const agreed = await page.request.post(consent!, { form: { prompt: 'consent' }, maxRedirects: 0 });
	const resumed = await page.request.get(agreed.headers().location!, { maxRedirects: 0 });
	return resumed.headers().location!;
}

test('a page that needs sign-in leads to the issuer and back to the page', async ({ page }) => {
	const refusals: string[] = [];
	page.on('console', (message) => /security policy/i.test(message.text()) && refusals.push(message.text()));
	await signInWith(page, 'Kommun-id', 'greta@kommun.example', '/sv/my/sessions');
	await expect(page).toHaveURL(`${app.url}/sv/my/sessions`);
	await expect(page.getByRole('link', { name: 'Greta Berg' })).toBeVisible();
	expect(refusals).toEqual([]);
});

test('the same person comes back to the same account; the other issuer makes another one', async ({
	browser
}) => {
	const first = await (await browser.newContext()).newPage();
	await signInWith(first, 'Kommun-id', 'greta@kommun.example');
	await expect(first.getByLabel('Namn')).toHaveValue('Greta Berg');
	const second = await (await browser.newContext()).newPage();
	await signInWith(second, 'Region-id', 'hanna@region.example');
	await expect(second.getByLabel('Namn')).toHaveValue('Hanna Berg');
	await expect(second.getByText('Med Region-id')).toBeVisible();
});

test('an address that another issuer vouched for is never taken over', async ({ page }) => {
	await signInWith(page, 'Region-id', 'greta@kommun.example');
	await expect(page).toHaveURL(/\/sv\/sign-in\/error\?error=account_not_linked/);
	await expect(page.getByText('Adressen hör redan till ett konto här')).toBeVisible();
	await page.goto(`${app.url}/sv/my/account`);
	await expect(page).toHaveURL(/\/sv\/sign-in\?next=/);
});

test('an address that the issuer has not checked makes no account', async ({ page }) => {
	await signInWith(page, 'Kommun-id', 'unverified@kommun.example');
	await expect(page.getByText('har inte kontrollerat din e-postadress')).toBeVisible();
	await page.goto(`${app.url}/sv/my/account`);
	await expect(page).toHaveURL(/\/sv\/sign-in\?next=/);
});

test('the answer of an issuer works only in the browser that began', async ({ page, browser }) => {
	const answer = await unusedAnswer(page, 'greta@kommun.example');
	expect(answer).toContain(`${app.url}/auth/callback/kommun-id?code=`);
	const other = await (await browser.newContext()).newPage();
	await other.goto(answer);
	await expect(other).toHaveURL(/\/sv\/sign-in\/error/);
	await expect(other.getByText('påbörjades i en annan webbläsare')).toBeVisible();
	await other.goto(`${app.url}/sv/my/account`);
	await expect(other).toHaveURL(/\/sv\/sign-in\?next=/);
});

test('who cancels is told so', async ({ request }) => {
	const page = await request.get(`${app.url}/sv/sign-in/error?error=access_denied`);
	expect(await page.text()).toContain('Du avbröt inloggningen');
});

test('only the sign-in page may lead a form to the issuers', async ({ request }) => {
	const policyOf = async (path: string) =>
		(await request.get(`${app.url}${path}`)).headers()['content-security-policy']!;
	const origins = issuers.map(({ setting }) => setting.issuer).join(' ');
	expect(await policyOf('/sv/sign-in')).toContain(`form-action 'self' ${origins}`);
	expect(await policyOf('/sv')).toMatch(/form-action 'self'(;|$)/);
});

test('an unknown issuer, and one that is not running', async ({ request }) => {
	const headers = { accept: 'text/html', origin: app.url };
	const start = (issuer: string) =>
		request.post(`${app.url}/sv/sign-in?/issuer`, {
			headers,
			form: { issuer, next: '/sv' },
			maxRedirects: 0
		});
	expect((await start('somebody-else')).status()).toBe(404);
	expect((await start('kommun-id')).status()).toBe(303);
	const asleep = await start('asleep');
	expect(asleep.status()).toBe(503);
	expect(await asleep.text()).toContain('svarar inte just nu');
});

/** What the sign-in library answers to under its own address when nothing stops it. */
const LIBRARY = [
	...[
		'ok',
		'error',
		'get-session',
		'list-sessions',
		'sign-in/social',
		'sign-in/email',
		'sign-up/email',
		'sign-out'
	],
	...['sign-in-person', 'update-user', 'change-email', 'delete-user', 'delete-user/callback', 'verify-email'],
	...[
		'request-password-reset',
		'reset-password',
		'reset-password/x',
		'set-password',
		'link-social',
		'list-accounts'
	],
	...[
		'unlink-account',
		'refresh-token',
		'get-access-token',
		'account-info',
		'revoke-session',
		'revoke-sessions'
	],
	...[
		'revoke-other-sessions',
		'update-session',
		'callback',
		'callback/nobody',
		'callback/kommun-id/x',
		'oauth2/callback/kommun-id'
	]
];

test('every other address of the sign-in library answers 404, whatever the method', async ({ request }) => {
	for (const path of LIBRARY) {
		for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
			const headers = { origin: app.url, 'content-type': 'application/json' };
			const answer = await request.fetch(`${app.url}/auth/${path}`, { method, headers, maxRedirects: 0 });
			expect(answer.status(), `${method} /auth/${path}`).toBe(404);
		}
	}
	for (const method of ['POST', 'PUT', 'DELETE']) {
		const answer = await request.fetch(`${app.url}/auth/callback/kommun-id`, {
			method,
			headers: { origin: app.url }
		});
		expect(answer.status(), `${method} callback`).toBe(404);
	}
});

test('outside a demo world there are no personas and no outbox', async ({ request }) => {
	const headers = { accept: 'text/html', origin: app.url };
	const id = '00000000-0000-4000-8000-000000000000';
	for (const path of ['/sv/personas', '/en/personas', '/sv/outbox', `/sv/outbox/${id}/calendar`]) {
		expect((await request.get(`${app.url}${path}`, { headers })).status(), path).toBe(404);
	}
	const post = await request.post(`${app.url}/sv/personas`, { headers, form: { persona: 'astrid' } });
	expect(post.status()).toBe(404);
});

test('a form sent by somebody who is signed out again says how to send it all the same', async ({
	request
}) => {
	const answer = await request.post(`${app.url}/sv/my/account?/profile`, {
		headers: { accept: 'text/html', origin: app.url },
		form: { name: 'Greta Berg', lang: 'sv' }
	});
	expect(answer.status()).toBe(401);
	const html = await answer.text();
	expect(html).toContain('Logga in i en ny flik');
	expect(html).toContain('target="_blank"');
});
