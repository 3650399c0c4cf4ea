import { expect, test } from 'vitest';
import { countFacets, facetColumn, type FacetTable } from './facets.ts';

const things = [
	{ colour: ['red'], shape: ['round', 'soft'] },
	{ colour: ['red'], shape: ['square'] },
	{ colour: ['blue'], shape: ['round'] },
	{ colour: [null], shape: [] }
];
const table: FacetTable<'colour' | 'shape'> = {
	size: things.length,
	facets: {
		colour: facetColumn(things.map(({ colour }) => colour)),
		shape: facetColumn(things.map(({ shape }) => shape))
	}
};
const count = (colour: string[], shape: string[], among?: number[]) => {
	const { places, facets } = countFacets(table, { colour, shape }, among);
	return [places, Object.fromEntries(facets.colour), Object.fromEntries(facets.shape)];
};

test.each([
	[[], [], [0, 1, 2, 3], { red: 2, blue: 1 }, { round: 2, soft: 1, square: 1 }],
	[['red'], [], [0, 1], { red: 2, blue: 1 }, { round: 1, soft: 1, square: 1 }],
	[['red', 'blue'], ['round'], [0, 2], { red: 1, blue: 1 }, { round: 2, soft: 1, square: 1 }],
	// What fits neither counts nowhere: the second thing is no blue, and not soft.
	[['blue'], ['soft'], [], { red: 1 }, { round: 1 }],
	[['green'], [], [], { red: 2, blue: 1 }, {}]
])('colour %j and shape %j', (colour, shape, places, colours, shapes) => {
	expect(count(colour, shape)).toEqual([places, colours, shapes]);
});

test('among some, in their order', () => {
	expect(count([], ['round'], [2, 0])).toEqual([[2, 0], { red: 1, blue: 1 }, { round: 2, soft: 1 }]);
});
