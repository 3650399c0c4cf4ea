import { describe, expect, it } from 'vitest';
import { htmlProblems } from './invariants.ts';

const page = (body: string, head = '<title>Start</title>', lang = 'sv') =>
	`<!doctype html><html lang="${lang}"><head><meta charset="utf-8">${head}</head><body><main><h1>Rubrik</h1>${body}</main></body></html>`;
const problems = (html: string) => htmlProblems(html, 'http://127.0.0.1/sv/utmaningar');

describe('what must hold on every page', () => {
	it('accepts a sound page', () => {
		expect(
			problems(
				page(
					'<p>Läs mer på motesplats.se, version 1.2.</p><label for="a">Namn</label><input id="a" name="a">'
				)
			)
		).toEqual([]);
	});

	it.each([
		['a second h1', page('<h1>Till</h1>'), /2 h1/],
		['no title', page('', ''), /no title/],
		['another language than the address says', page('', undefined, 'en'), /lang is en/],
		['an id used twice', page('<p id="x">a</p><p id="x">b</p>'), /no-dup-id/],
		['a field without a label', page('<input name="a">'), /input-missing-label/],
		['an inline style', page('<p style="color:red">a</p>'), /no-inline-style/],
		['a picture without a text', page('<img src="/a.png">'), /wcag\/h37/],
		['a description that does not exist', page('<p aria-describedby="nix">a</p>'), /no-missing-references/],
		['a leaked value', page('<p>[object Object]</p>'), /\[object /],
		['a leaked attribute', page('<a href="/sv/undefined">a</a>'), /undefined/],
		['a bare message key', page('<p>error.not-found</p>'), /bare message key error.not-found/]
	])('notices %s', (_, html, expected) => {
		expect(problems(html).join('\n')).toMatch(expected);
	});
});
