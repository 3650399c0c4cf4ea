import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { DEMO_DOORS, isPublicDoor, PERSONAL_DOORS } from '../../src/routes/doors.ts';
import { startApp, type App } from '../support/app.ts';
import { doorName, isListed, listDoors, type Door } from '../support/doors.ts';
import { hiddenWorld, type World } from '../support/hidden-world.ts';

// Every way into the application, tried by those who should not get in. A new route needs no line here: it is
// found by itself, and fails until it refuses strangers or is listed in src/routes/doors.ts with a reason.

test.setTimeout(300_000);

const doors = listDoors().filter(({ route }) => !isListed(DEMO_DOORS, route));
let app: App;
let world: World;
test.beforeAll(async () => {
	app = await startApp();
	world = await hiddenWorld(app.url, app.databaseUrl!);
});
test.afterAll(async () => {
	await world?.close();
	await app?.stop();
});

interface Answer {
	status: number;
	location: string;
}

async function knock(door: Door, path: string, cookie = ''): Promise<Answer> {
	const form = door.method !== 'GET';
	const answer = await fetch(`${app.url}${path}${door.action ? `?/${door.action}` : ''}`, {
		method: door.method,
		redirect: 'manual',
		headers: {
			accept: 'text/html',
			origin: app.url,
			cookie,
			...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {})
		},
		body: form ? '' : undefined,
		signal: AbortSignal.timeout(20_000)
	});
	await answer.body?.cancel();
	return { status: answer.status, location: answer.headers.get('location') ?? '' };
}

/** The route with values for its parameters: `uuid` for those that take ids, `word` for all others. */
function pathOf(route: string, uuid: string, word: string): string {
	return route
		.replace('[lang=lang]', 'sv')
		.replaceAll(/\[\[?(\.{3})?\w+=uuid\]\]?/g, uuid)
		.replaceAll(/\[\[?(\.{3})?[\w=]+\]\]?/g, word);
}

const hasParameters = ({ route }: Door) => /\[(?!lang=lang)/.test(route);
const isOpen = (door: Door) => isPublicDoor(door.route, door.method, door.action);
const isPersonal = ({ route }: Door) => isListed(PERSONAL_DOORS, route);

/** Led to sign-in, or refused. Nothing was done, nothing was shown. */
function isRefused({ status, location }: Answer): boolean {
	if (status === 303) return /^\/sv\/sign-in\?next=/.test(location);
	return [401, 403, 404, 405, 410, 415].includes(status);
}

/** Runs all, eight at a time, and lists those that were let in. */
async function lettingIn(
	tries: { door: Door; path: string; cookie?: string; ok: (answer: Answer) => boolean }[]
): Promise<string[]> {
	const bad: string[] = [];
	const waiting = [...tries];
	const work = async () => {
		for (let one = waiting.shift(); one; one = waiting.shift()) {
			const answer = await knock(one.door, one.path, one.cookie);
			if (!one.ok(answer))
				bad.push(`${doorName(one.door)} as ${one.path}: ${answer.status} ${answer.location}`.trim());
		}
	};
	await Promise.all(Array.from({ length: 8 }, work));
	return bad.sort();
}

test('the doors are many, and the matrix sees them', () => {
	expect(doors.length).toBeGreaterThan(80);
	expect(doors.map(doorName)).toContain('POST /[lang=lang]/my/account?/profile');
});

test('a visitor gets nowhere but through open doors', async () => {
	const closed = doors.filter((door) => !isOpen(door));
	const tries = closed.map((door) => ({
		door,
		path: pathOf(door.route, randomUUID(), 'finns-inte'),
		ok: isRefused
	}));
	expect(await lettingIn(tries)).toEqual([]);
});

/** A secret link that leads nowhere may be an old one. A door for JSON turns a form away before it looks. */
function isMissing({ route }: Door, { status }: Answer): boolean {
	// An area that is shut as a whole says so before anything is looked up.
	if (status === 403 && route.startsWith('/[lang=lang]/actors/import/')) return true;
	return status === 404 || status === 415 || (status === 410 && route.includes('[token]'));
}

test('what does not exist is not found, for anybody signed in', async () => {
	const closed = doors.filter((door) => hasParameters(door) && !isOpen(door));
	const tries = closed.flatMap((door) =>
		[world.stranger, world.leader].map((cookie) => ({
			door,
			cookie,
			path: pathOf(door.route, randomUUID(), 'finns-inte'),
			ok: (answer: Answer) => isMissing(door, answer)
		}))
	);
	expect(await lettingIn(tries)).toEqual([]);
});

test('a stranger who is signed in finds only pages about themselves', async () => {
	const closed = doors.filter((door) => !hasParameters(door) && !isOpen(door) && !isPersonal(door));
	const tries = closed.map((door) => ({
		door,
		cookie: world.stranger,
		path: pathOf(door.route, '', ''),
		ok: isRefused
	}));
	expect(await lettingIn(tries)).toEqual([]);
});

const ofInitiatives = doors.filter(({ route }) => route.startsWith('/[lang=lang]/initiatives/[slug]'));

/** A form may ask a visitor to sign in before it looks for anything: that tells nothing. */
const isSameAsNone = (door: Door, cookie: string) => (answer: Answer) =>
	answer.status === 404 || (answer.status === 401 && door.method !== 'GET' && !cookie);

test('an unpublished initiative is the same as none, with every id in it', async () => {
	const tries = ofInitiatives.flatMap((door) => {
		const ids = /=uuid\]/.test(door.route) ? world.foreignIds : [''];
		const paths = ids.map((id) => pathOf(door.route.replace('[slug]', world.foreign.slug), id, 'finns-inte'));
		return paths.flatMap((path) =>
			['', world.stranger, world.leader].map((cookie) => ({
				door,
				path,
				cookie,
				ok: isSameAsNone(door, cookie)
			}))
		);
	});
	expect(await lettingIn(tries)).toEqual([]);
});

test("ids of another initiative do not exist below one's own", async () => {
	const nested = ofInitiatives.filter(({ route }) => /=uuid\]/.test(route));
	const tries = nested.flatMap((door) =>
		world.foreignIds.map((id) => ({
			door,
			cookie: world.leader,
			path: pathOf(door.route.replace('[slug]', world.own.slug), id, 'finns-inte'),
			// A form may see what is lacking in it before it looks for the record; a page never shows one.
			ok: ({ status }: Answer) =>
				status === 404 || status === 403 || (door.method === 'POST' && status === 422)
		}))
	);
	expect(await lettingIn(tries)).toEqual([]);
});

test('files of strangers are not found', async () => {
	const rows = await world.query(`select id, name from file where published_at is null limit 50`);
	for (const { id, name } of [...rows, { id: randomUUID(), name: 'x.pdf' }]) {
		const door = { route: '/files/[id]/[name]', method: 'GET', action: '' };
		for (const cookie of ['', world.stranger]) {
			expect((await knock(door, `/files/${id}/${encodeURIComponent(name!)}`, cookie)).status, id).toBe(404);
		}
	}
});

test('the matrix would notice: the leader of an initiative is let in at doors where strangers are not', async () => {
	const pages = ofInitiatives.filter(({ route, method }) => method === 'GET' && !/=uuid\]/.test(route));
	const path = (door: Door) => pathOf(door.route.replace('[slug]', world.own.slug), '', 'finns-inte');
	const answers = await Promise.all(pages.map((door) => knock(door, path(door), world.leader)));
	expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
});
