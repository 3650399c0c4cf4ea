import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DEMO_DOORS, PERSONAL_DOORS, PUBLIC_DOORS } from '../../src/routes/doors.ts';
import { doorName, isListed, listDoors } from './doors.ts';

const root = mkdtempSync(join(tmpdir(), 'motesplats-doors-'));
afterAll(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
	mkdirSync(join(root, path, '..'), { recursive: true });
	writeFileSync(join(root, path), text);
}

test('every kind of door is found', () => {
	write('+page.svelte', '');
	write(
		'(group)/a/[id]/+page.server.ts',
		`export const load = () => {}; export const actions = { default: f(), save: f(), 'end-it': f() } satisfies Actions;`
	);
	write(
		'b/+server.ts',
		`export async function POST() {} export const { GET, PUT } = handlers; const DELETE = 1;`
	);
	write('c/+server.ts', `export const GET = 1; export const fallback = 2;`);
	expect(listDoors(root).map(doorName)).toEqual([
		'GET /a/[id]',
		'POST /a/[id]',
		'POST /a/[id]?/save',
		'POST /a/[id]?/end-it',
		'GET /',
		'GET /b',
		'POST /b',
		'PUT /b',
		...['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /c`)
	]);
});

test('actions that cannot be read are not passed over', () => {
	write('+page.server.ts', 'export const actions = makeActions();');
	expect(() => listDoors(root)).toThrow('write actions as an object');
	write('+page.server.ts', 'export const actions = { ...others };');
	expect(() => listDoors(root)).toThrow('name every action');
	rmSync(join(root, '+page.server.ts'));
});

test('a pattern covers what is below it and nothing beside it', () => {
	expect(['/my', '/my/account', '/mysterious'].map((route) => isListed(['/my/*'], route))).toEqual([
		true,
		true,
		false
	]);
	expect(isListed(['/my'], '/my/account')).toBe(false);
});

test('no door is listed as open that does not exist', () => {
	const doors = listDoors();
	const names = new Set(doors.map(doorName));
	for (const [route, open] of Object.entries(PUBLIC_DOORS)) {
		for (const entry of open) {
			const [method, action = ''] = entry.split(' ') as [string, string?];
			expect(names, `${route}: ${entry}`).toContain(doorName({ route, method, action }));
		}
	}
	for (const pattern of [...PERSONAL_DOORS, ...DEMO_DOORS]) {
		expect(
			doors.some(({ route }) => isListed([pattern], route)),
			pattern
		).toBe(true);
	}
});
