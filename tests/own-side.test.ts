import { describe, expect, it } from 'vitest';
import { isOwnSide } from '../src/routes/doors.ts';

describe('who works under the owner’s role', () => {
	it.each([
		['/[lang=lang]/my', 'GET', undefined, false],
		['/[lang=lang]/my/news', 'GET', undefined, false],
		['/[lang=lang]/my/tenders', 'GET', undefined, true],
		['/[lang=lang]/my/data', 'POST', 'erase', true],
		['/[lang=lang]/my/data/data.json', 'GET', undefined, true],
		['/[lang=lang]/my/tenders/[id=uuid]/send', 'POST', undefined, true],
		['/[lang=lang]/my/key/[round=uuid]', 'POST', 'begin', true],
		['/[lang=lang]/my/partners/[id=uuid]', 'GET', undefined, true],
		['/[lang=lang]/initiatives/[slug]/procurement/[id=uuid]', 'POST', 'start', true],
		['/[lang=lang]/initiatives/[slug]/procurement/[id=uuid]', 'POST', 'ask', false],
		['/[lang=lang]/initiatives/[slug]/procurement/[id=uuid]', 'GET', 'start', false],
		['/[lang=lang]/initiatives/[slug]/work/procurement/[id=uuid]', 'GET', undefined, false],
		['/[lang=lang]/mystery', 'GET', undefined, false],
		['/api/ocds/[...path]', 'GET', undefined, false],
		['/[lang=lang]/admin', 'GET', undefined, false],
		[null, 'GET', undefined, false]
	])('%s %s %s: %s', (route, method, action, own) => expect(isOwnSide(route, method, action)).toBe(own));
});
