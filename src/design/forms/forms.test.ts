import { describe, expect, it } from 'vitest';
import { attributes, faultsOf, html, words } from '../testing/render.ts';
import { localDateTime, machineTime } from '../text/time.ts';
import { chosen, fieldId, fieldParts } from './context.ts';
import ErrorSummary from './ErrorSummary.svelte';
import Sample from './Sample.test.svelte';

const control = (markup: string, id: string) =>
	markup.match(new RegExp(`<(input|select|textarea)[^>]*id="${id}"[^>]*>`))?.[0] ?? '';

describe('a form', () => {
	it('shows what the page gave, every control labelled and every description in place', async () => {
		const markup = await html(Sample, {});
		expect(faultsOf(markup)).toEqual([]);
		expect(control(markup, 'f-title')).toContain('value="given"');
		expect(control(markup, 'f-title')).toContain('aria-describedby="f-title-hint"');
		expect(control(markup, 'f-closes')).toContain('value="2027-07-14T15:00"');
		expect(control(markup, 'f-money')).toContain('value="2 400 000,50"');
		expect(markup).toMatch(/<option value="b" selected/);
		expect(markup.match(/checked/g)).toHaveLength(4);
		expect(words(markup)).toContain('Högst 200 tecken.');
	});

	it('keeps what was typed, also what was emptied and unticked', async () => {
		const values = { title: '', body: 'mitt', sector: 'b', themes: [], county: 'a', money: 'massor' };
		const markup = await html(Sample, { form: { values, errors: {} } });
		expect(control(markup, 'f-title')).toContain('value=""');
		expect(markup).toMatch(/<textarea[^>]*>mitt<\/textarea>/);
		expect(control(markup, 'f-money')).toContain('value="massor"');
		expect(markup).toMatch(/<option value="a" selected/);
		expect(markup.match(/checked/g)).toHaveLength(1);
		expect(control(markup, 'f-agree')).not.toContain('checked');
	});

	it('lists what must be mended with links that lead to the fields', async () => {
		const errors = { title: 'Ge den en rubrik.', sector: 'Välj en.', form: 'Något saknas.' };
		const markup = await html(Sample, { form: { errors, values: {}, message: 'Vi kunde inte spara.' } });
		expect(faultsOf(markup)).toEqual([]);
		expect(markup).toMatch(/role="alert"[^>]*tabindex="-1"/);
		const links = attributes(markup, 'href');
		expect(links).toEqual(['#f-title', '#f-sector']);
		for (const link of links) expect(control(markup, link.slice(1))).toContain('aria-invalid="true"');
		expect(control(markup, 'f-title')).toContain('aria-describedby="f-title-hint f-title-error"');
		expect(control(markup, 'f-body')).not.toContain('aria-invalid');
	});

	it('keeps two forms of a page apart', async () => {
		const markup = await html(Sample, {
			prefixes: ['one', 'two'],
			form: { errors: { title: 'Nej' }, values: {} }
		});
		expect(faultsOf(markup)).toEqual([]);
		expect(attributes(markup, 'href')).toEqual(['#one-f-title', '#two-f-title']);
	});

	it('posts without the browser checking first, so that the server can answer in words', async () => {
		expect(await html(Sample, {})).toMatch(/<form[^>]*method="post"[^>]*novalidate/);
	});
});

describe('the error summary', () => {
	it('counts in the language of the page and is absent when nothing is wrong', async () => {
		expect(words(await html(ErrorSummary, { errors: { a: 'Write more.' } }, 'en'))).toBe(
			'One thing needs to be put right Write more.'
		);
		expect(words(await html(ErrorSummary, { errors: { a: undefined } }))).toBe('');
	});
});

describe('parts of fields', () => {
	it('makes ids of names of any kind', () => {
		expect(fieldId('team[0].e-post å')).toBe('f-team-0-e-post-å');
		expect(fieldParts({ name: 'a', hint: 'x', note: true }, { errors: { a: 'fel' } }).describedBy).toBe(
			'f-a-hint f-a-note f-a-error'
		);
	});

	it.each([
		[undefined, []],
		['', []],
		['a', ['a']],
		[7, ['7']],
		[
			['a', 'b'],
			['a', 'b']
		]
	])('reads %j as the choices %j', (value, list) => expect(chosen(value)).toEqual(list));

	it.each([
		['2027-01-14T14:00:00Z', '2027-01-14T15:00'],
		['2027-07-14T13:00:00Z', '2027-07-14T15:00'],
		[new Date('2027-03-28T00:59:00Z'), '2027-03-28T01:59'],
		['2027-05-14T15:00', '2027-05-14T15:00'],
		['nonsense', 'nonsense'],
		[null, '']
	])('shows %s as Swedish time %s', (value, local) => expect(localDateTime(value)).toBe(local));

	it('gives machines a day as a day and an instant as an instant', () => {
		expect(machineTime('2027-05-14')).toBe('2027-05-14');
		expect(machineTime('2027-05-14T15:00:00+02:00')).toBe('2027-05-14T13:00:00.000Z');
	});
});
