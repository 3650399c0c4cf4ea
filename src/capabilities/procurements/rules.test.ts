import { describe, expect, it, test } from 'vitest';
import {
	contractKind,
	standstillUntil,
	gateRefusal,
	lackingToPublish,
	leftOver,
	refusalsToSubmit,
	signingRefusal,
	type ReadyState,
	type SubmitState
} from './rules.ts';

const READY: ReadyState = {
	texts: { aim: true, iprTerms: true, priceTerms: true, laterPurchase: true },
	promises: true,
	exemption: true,
	holders: 3,
	rounds: [{ name: true, money: true, dates: true, value: true }],
	firstDeadlineAhead: true,
	criteria: [{ levels: true }],
	everyLotHasCriteria: true,
	lots: 0,
	weights: 100,
	bands: true,
	term: true
};

test.each([
	[{}, []],
	[{ exemption: false }, ['procurement.lacking.exemption']],
	[{ weights: 99 }, ['procurement.lacking.weights']],
	[{ weights: 101 }, ['procurement.lacking.weights']],
	[{ criteria: [] }, ['procurement.lacking.criteria']],
	[{ everyLotHasCriteria: false }, ['procurement.lacking.criteria']],
	[{ lots: 1 }, ['lots.lacking.two']],
	[{ lots: 2 }, []],
	[{ criteria: [{ levels: true }, { levels: false }] }, ['procurement.lacking.levels']],
	[{ firstDeadlineAhead: false }, ['procurement.lacking.deadline']],
	[{ promises: false }, ['procurement.lacking.promises']],
	[{ bands: false }, ['procurement.lacking.bands']],
	[{ term: false }, ['written.lacking.years']],
	[{ rounds: [] }, ['procurement.lacking.money', 'procurement.lacking.dates']],
	[{ texts: { ...READY.texts, laterPurchase: false } }, ['procurement.lacking.later']],
	[{ texts: { ...READY.texts, iprTerms: false } }, ['procurement.lacking.terms']]
] as [Partial<ReadyState>, string[]][])('publishing with %j lacks %j', (change, lacking) => {
	expect(lackingToPublish({ ...READY, ...change })).toEqual(lacking);
});

const TENDER: SubmitState = {
	claimed: true,
	cancelled: false,
	name: 'Lugna gatan',
	answers: [{ words: 10, max: 10 }],
	declarations: [
		{ holds: true, note: '' },
		{ holds: false, note: 'Skulden är betald.' }
	],
	prices: [100, 200],
	ceilings: [100, 200],
	promisedMinor: null,
	partnersConfirmed: true
};

test.each([
	[{}, []],
	[{ claimed: false }, ['procurement.refuse.unclaimed']],
	[{ cancelled: true }, ['procurement.refuse.cancelled']],
	[{ name: '  ' }, ['procurement.refuse.name']],
	[{ declarations: [null] }, ['written.refuse.declare']],
	[{ declarations: [{ holds: false, note: 'Nja' }] }, ['written.refuse.explain']],
	[{ answers: [{ words: 0, max: 10 }] }, ['procurement.refuse.answers']],
	[{ answers: [{ words: 11, max: 10 }] }, ['procurement.refuse.words']],
	[{ prices: [100, null] }, ['procurement.refuse.prices']],
	[{ prices: [101, 200] }, ['procurement.refuse.ceiling']],
	[{ promisedMinor: 99 }, ['procurement.refuse.promised']],
	[{ promisedMinor: 100 }, []],
	[{ partnersConfirmed: false }, ['procurement.refuse.partners']]
] as [Partial<SubmitState>, string[]][])('submitting with %j is refused for %j', (change, refusals) => {
	expect(refusalsToSubmit({ ...TENDER, ...change })).toEqual(refusals);
});

const GATE = {
	outcome: 'next' as const,
	goOn: [{ successful: true }],
	nextPlaces: 1
};

test.each([
	[{}, null],
	[{ goOn: [] }, 'procurement.gate.refuse.nobody'],
	[{ goOn: [{ successful: true }, { successful: false }] }, 'procurement.gate.refuse.unsuccessful'],
	[{ nextPlaces: null }, 'procurement.gate.refuse.last'],
	[{ outcome: 'finished' }, 'procurement.gate.refuse.more'],
	[{ outcome: 'finished', nextPlaces: null }, null],
	[{ outcome: 'stopped', goOn: [] }, null]
] as [Partial<Parameters<typeof gateRefusal>[0]>, string | null][])('gate with %j: %s', (change, reason) => {
	expect(gateRefusal({ ...GATE, ...change })).toBe(reason);
});

test.each([
	[100, 0, [40, 30], 30],
	[100, 50, [40, 30], 80],
	[100, 0, [], 100],
	[100, 0, [120], 0]
])('of %i and %i rolled in, after %j, %i is left', (budget, rolled, awards, left) => {
	expect(leftOver(budget, rolled, awards)).toBe(left);
});

test.each([
	[{ standstillOver: true, openReviews: 0, cancelled: false }, null],
	[{ standstillOver: false, openReviews: 0, cancelled: false }, 'procurement.signing.standstill'],
	[{ standstillOver: true, openReviews: 1, cancelled: false }, 'procurement.signing.review'],
	[{ standstillOver: true, openReviews: 0, cancelled: true }, 'procurement.signing.cancelled']
])('signing with %j: %s', (state, reason) => expect(signingRefusal(state)).toBe(reason));

describe('the standstill', () => {
	it.each([
		['voluntary', '2026-11-20', '2026-11-30'],
		// By choice it may end on a Sunday; by law it goes on to the Monday.
		['voluntary', '2026-11-19', '2026-11-29'],
		['statutory', '2026-11-19', '2026-11-30'],
		['statutory', '2026-11-20', '2026-11-30'],
		['paper', '2026-11-16', '2026-12-01'],
		// Free days are skipped: Christmas with its Sunday, New Year with its weekend.
		['statutory', '2026-12-14', '2026-12-28'],
		['paper', '2026-12-16', '2027-01-04']
	] as const)('%s, sent on %s, lasts until %s', (kind, sent, last) =>
		expect(standstillUntil(sent, kind)).toBe(last)
	);
});

test.each([
	[1, 3, 'framework'],
	[2, 3, 'callOff'],
	[3, 3, 'callOff'],
	[1, 1, 'contract']
] as const)('an award in round %i of %i gives a %s', (number, count, kind) => {
	expect(contractKind({ rounds: Array.from({ length: count }) }, { step: number })).toBe(kind);
});
