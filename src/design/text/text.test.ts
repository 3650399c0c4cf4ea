import { describe, expect, it } from 'vitest';
import { newText, writeText } from '#platform/i18n/text.ts';
import { attributes, html, words } from '../testing/render.ts';
import Diff from './Diff.svelte';
import LocalText from './LocalText.svelte';
import { plainMarkdown, renderMarkdown } from './markdown.ts';

describe('renderMarkdown', () => {
	it.each([
		['<script>alert(1)</script>', /<script/],
		['<img src=x onerror=alert(1)>', /<img/],
		['![x](https://elsewhere.example/p.png)', /<img/],
		['[x](javascript:alert(1))', /href="javascript/i],
		['[x](data:text/html,hi)', /href="data/i],
		['[x](//elsewhere.example)', /href="\/\//],
		['<a href="https://a.example" style="color:red" onclick="x()">x</a>', /<a[^>]* (style|onclick)=/]
	])('lets nothing dangerous through: %s', (text, danger) =>
		expect(renderMarkdown(text)).not.toMatch(danger)
	);

	it('keeps the outline of the page', () => {
		expect(renderMarkdown('# A\n\n## B', 3)).toMatch(/<h3>A<\/h3>\s*<h4>B<\/h4>/);
		expect(renderMarkdown('##### E', 4)).toContain('<h6>');
	});

	it('marks links as written by users', () => {
		expect(renderMarkdown('[x](https://a.example)')).toContain(
			'<a href="https://a.example" rel="nofollow ugc">'
		);
	});
});

describe('plainMarkdown', () => {
	it('is words only, cut between words', () => {
		expect(plainMarkdown('# Hej\n\n**Du** & _jag_')).toBe('Hej Du & jag');
		expect(plainMarkdown('ett två tre fyra', 9)).toBe('ett två …');
	});
});

describe('LocalText', () => {
	it('falls back to the original with its language and a label', async () => {
		const markup = await html(LocalText, { text: newText('sv', 'Hej') }, 'en');
		expect(attributes(markup, 'lang')).toEqual(['sv']);
		expect(words(markup)).toBe('Hej only in Swedish');
	});

	it('has neither in the reader’s own language', async () => {
		const markup = await html(LocalText, { text: newText('sv', 'Hej') });
		expect(attributes(markup, 'lang')).toEqual([]);
		expect(words(markup)).toBe('Hej');
	});

	it('tells when a translation is older than its original', async () => {
		const text = writeText(newText('sv', 'Hej', { en: 'Hello' }), 'sv', 'Hej igen');
		expect(words(await html(LocalText, { text }, 'en'))).toBe(
			'Hello the translation is older than the original'
		);
	});
});

describe('Diff', () => {
	it('says what was added and removed, not only shows it', async () => {
		const markup = await html(Diff, { before: 'ett gammalt ord', after: 'ett nytt ord' });
		expect(words(markup)).toBe(
			'ett Borttaget: gammalt slut på borttaget. Tillagt: nytt slut på tillägg. ord'
		);
		expect(words(await html(Diff, { before: 'lika', after: 'lika' }))).toBe('Ingen skillnad.');
	});
});
