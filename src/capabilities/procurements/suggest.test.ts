import { expect, test } from 'vitest';
import { PCP_VERSIONS } from '#capabilities/methods/pcp.ts';
import { suggestRounds } from './suggest.ts';

const { phases } = PCP_VERSIONS.at(-1)!.definition;
const brief = (known: Parameters<typeof suggestRounds>[1]) =>
	suggestRounds(phases, known).map((one) => [
		one.phase,
		one.places,
		one.budgetMinor / 100,
		one.supplierBudgetMinor / 100,
		one.startsOn,
		one.endsOn
	]);

test('the framework tender becomes no round; money and days come from the shares and months', () => {
	expect(brief({ budgetMinor: 3_000_001_00, startsOn: '2027-01-31' })).toEqual([
		['design', 4, 600_000, 150_000, '2027-01-31', '2027-05-30'],
		['prototype', 2, 1_050_000, 525_000, '2027-08-31', '2028-04-29'],
		['test', 1, 1_350_000, 1_350_000, '2028-07-31', '2029-07-30']
	]);
});

test('what is not known is not made up', () => {
	expect(brief({})).toEqual([
		['design', 4, 0, 0, null, null],
		['prototype', 2, 0, 0, null, null],
		['test', 1, 0, 0, null, null]
	]);
});

test('a phase without months ends the row of dates, and one without a plan is a phase of its own', () => {
	const bare = [phases[1]!, { ...phases[2]!, plan: undefined }, phases[3]!];
	const rounds = suggestRounds(bare, { startsOn: '2027-03-01', budgetMinor: 100_00 });
	expect(rounds.map((one) => [one.kind, one.places, one.startsOn, one.endsOn])).toEqual([
		['design', 4, '2027-03-01', '2027-06-30'],
		['other', 1, '2027-10-01', null],
		['test', 1, null, null]
	]);
});
