import { describe, expect, test } from 'vitest';
import { VISITOR, type Actor } from '#platform/access/index.ts';
import { deviceOf, localPath, shouldHaveSecondFactor } from './rules.ts';

describe('where to go after signing in', () => {
	test.each([
		['/sv/my', '/sv/my'],
		['/en/initiatives/a?tab=2#x', '/en/initiatives/a?tab=2#x'],
		['/sv', '/sv'],
		[null, '/sv'],
		['', '/sv'],
		['https://evil.example/sv', '/sv'],
		['//evil.example/sv', '/sv'],
		['/\\evil.example', '/sv'],
		['/\t/evil.example', '/sv'],
		['/sv//evil.example', '/sv'],
		['/sv/..//evil.example', '/sv'],
		['javascript:alert(1)', '/sv'],
		['sv/my', '/sv'],
		['/auth/callback/x', '/sv'],
		['/files/1/a', '/sv'],
		[`/sv/${'a'.repeat(1000)}`, '/sv']
	])('%s → %s', (next, path) => expect(localPath(next, 'sv')).toBe(path));
});

describe('who should have a second factor', () => {
	const member = (role: 'member' | 'representative' | 'decision-maker'): Actor => ({
		...VISITOR,
		personId: 'a',
		memberships: [
			{ organisationId: 'o', organisationName: 'O', organisationSlug: 'o', role, substitute: false }
		]
	});
	test.each<[string, Actor, string[], boolean]>([
		['a member', member('member'), [], false],
		['a representative', member('representative'), ['coordinator'], false],
		['a decision-maker', member('decision-maker'), [], true],
		['an opener', member('member'), ['reader', 'opener'], true],
		['an evaluator', member('member'), ['evaluator'], true],
		['a procurement officer', member('member'), ['procurement-officer'], true],
		['who may become administrator', { ...VISITOR, mayElevate: true }, [], true],
		['a process leader', { ...VISITOR, platformRoles: ['process-leader'] }, [], true]
	])('%s', (_name, actor, roles, should) => expect(shouldHaveSecondFactor(actor, roles)).toBe(should));
});

test.each([
	['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', 'Firefox', 'Linux'],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36 Edg/129.0',
		'Edge',
		'Windows'
	],
	[
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15',
		'Safari',
		'Mac'
	],
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
		'Safari',
		'iPhone'
	],
	[
		'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36',
		'Chrome',
		'Android'
	],
	['curl/8.0', null, null],
	[null, null, null]
])('the device of %s', (agent, browser, system) => expect(deviceOf(agent)).toEqual({ browser, system }));
