import { describe, expect, it } from 'vitest';
import { attributes, faultsOf, html, words } from '../testing/render.ts';
import Facets from './Facets.svelte';
import { pageNumbers } from './pages.ts';
import Pagination from './Pagination.svelte';
import Table from './Table.svelte';

describe('pageNumbers', () => {
	it.each([
		[1, 1, [1]],
		[1, 3, [1, 2, 3]],
		[4, 9, [1, 2, 3, 4, 5, null, 9]],
		[5, 9, [1, null, 4, 5, 6, null, 9]],
		[9, 9, [1, null, 8, 9]],
		[2, 4, [1, 2, 3, 4]]
	])('page %i of %i', (page, pages, numbers) => expect(pageNumbers(page, pages)).toEqual(numbers));
});

describe('Pagination', () => {
	it('links to every page but the one shown, and is absent for a single page', async () => {
		const href = (page: number) => `?page=${page}`;
		const markup = await html(Pagination, { page: 2, pages: 3, href });
		expect(attributes(markup, 'href')).toEqual(['?page=1', '?page=1', '?page=3', '?page=3']);
		expect(words(markup)).toBe('Föregående 1 Sida 1 2 Sida 2 3 Sida 3 Nästa');
		expect(attributes(markup, 'aria-current')).toEqual(['page']);
		expect(words(await html(Pagination, { page: 1, pages: 1, href }))).toBe('');
	});
});

describe('Table', () => {
	const columns = [
		{ key: 'name', label: 'Namn', sortable: true },
		{ key: 'n', label: 'Antal', sortable: true, numeric: true }
	];

	it('has a caption, row headers, and sort links that turn the order round', async () => {
		const sort = { by: 'name', dir: 'asc' as const, href: (by: string, dir: string) => `?${by}-${dir}` };
		const markup = await html(
			Table as never,
			{ caption: 'Aktörer', columns, rows: [{ name: 'Åsele', n: 3 }], sort } as never
		);
		expect(faultsOf(markup)).toEqual([]);
		expect(markup).toMatch(/<caption[^>]*>Aktörer</);
		expect(markup).toMatch(/<th scope="row"[^>]*>Åsele/);
		expect(attributes(markup, 'aria-sort')).toEqual(['ascending']);
		expect(attributes(markup, 'href')).toEqual(['?name-desc', '?n-asc']);
		expect(attributes(markup, 'data-label')).toEqual(['Antal']);
	});
});

describe('Facets', () => {
	it('keeps other parameters, ticks what is chosen and leaves empty groups out', async () => {
		const option = { value: 'civil', label: 'Civilsamhälle', count: 17, checked: true };
		const groups = [
			{ name: 'sector', label: 'Sektor', options: [option] },
			{ name: 'county', label: 'Län', options: [] }
		];
		const markup = await html(Facets, { groups, keep: { view: 'table', q: '' } });
		expect(markup).toMatch(/<input type="hidden" name="view" value="table"/);
		expect(markup).not.toContain('name="q"');
		expect(markup).toMatch(/name="sector"[^>]*value="civil"[^>]*checked/);
		expect(words(markup)).toBe('Filtrera (1 vald) Sektor Civilsamhälle 17 Visa');
	});

	it('lies folded behind one summary, but never inside something folded', async () => {
		const groups = [
			{ name: 'sector', label: 'Sektor', options: [{ value: 'civil', label: 'Civilsamhälle' }] }
		];
		const search = { label: 'Sök aktörer' };
		const markup = await html(Facets, { groups, search });
		expect(markup).toMatch(/name="q"[\s\S]*<details class="fold"[^>]*><summary[^>]*>Filtrera</);
		expect(await html(Facets, { groups, search, fold: false })).not.toContain('class="fold"');
		expect(await html(Facets, { groups: [], search })).not.toContain('<details');
	});
});
