import type { ActivityKind, ChainNote, Facts, Figure, NextStep } from '#capabilities/initiatives/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { gatheredBy } from '#platform/grouped.ts';
import { effectCounts, reportingOrganisations, type EffectCounts } from './server/counts.ts';
import { headlines } from './server/headline.ts';
import { erasePerson, showPerson } from './server/personal.ts';
import { exportedEffects, exportEffects, importEffects, type ExportedEffects } from './server/travel.ts';

export type { ExportedEffects };

/** What differed for those concerned, over time. Visitors are told of published indicators only. */
export const effectsKind: ActivityKind<ExportedEffects> = {
	key: 'effects',
	name: 'effects.kind',
	several: false,
	path: () => '/work/effects',
	permissions: ['effects.report'],
	facts: [
		{
			key: 'effects.baseline',
			type: 'boolean',
			condition: 'effects.fact.baseline',
			lacking: 'effects.fact.baseline.lacking'
		},
		{
			key: 'effects.measurements',
			type: 'number',
			condition: 'effects.fact.measurements',
			lacking: 'effects.fact.measurements.lacking'
		},
		{
			key: 'effects.shown',
			type: 'number',
			condition: 'effects.fact.shown',
			lacking: 'effects.fact.shown.lacking'
		}
	],
	async computeFacts(db, ids) {
		const counts = new Map((await effectCounts(db, ids)).map((row) => [row.initiativeId, row]));
		return new Map(ids.map((id): [string, Facts] => [id, factsOf(counts.get(id))]));
	},
	async chainNotes(db, ids) {
		return perRun(await shownCounts(db, ids), ({ shown }): ChainNote[] => [
			{
				phase: 'effect',
				text: 'effects.chain.measured',
				params: { n: shown.measurements, year: shown.latest!.slice(0, 4) },
				path: '/effects'
			}
		]);
	},
	headline: headlines,
	async figures(db, ids) {
		return perRun(await shownCounts(db, ids), ({ shown }): Figure[] => [
			{ label: 'effects.figure.indicators', value: shown.indicators, kind: 'count' }
		]);
	},
	async nextSteps(db, ids) {
		const begun = (await effectCounts(db, ids)).filter((row) => row.indicators > 0);
		return perRun(begun, nextStepsOf);
	},
	organisationsTakingPart: reportingOrganisations,
	newsKinds: ['progress', 'decision'],
	exported: exportedEffects,
	exportFrom: exportEffects,
	importInto: importEffects,
	personal: {
		label: 'mywork.data.of.effects',
		show: showPerson,
		erase: erasePerson,
		kept: [{ what: 'effects.kept.figures', rule: 'effects.kept.rule' }]
	}
};

const perRun = <T>(rows: EffectCounts[], of: (row: EffectCounts) => T[]) =>
	gatheredBy(rows, (row) => row.initiativeId, of);

/** Those of which everybody may see a measurement. */
const shownCounts = async (db: DbOrTx, ids: readonly string[]) =>
	(await effectCounts(db, ids)).filter(({ shown }) => shown.measurements > 0);

const factsOf = (row: EffectCounts | undefined): Facts => ({
	'effects.baseline': (row?.baselines ?? 0) > 0,
	'effects.measurements': row?.measurements ?? 0,
	'effects.shown': row?.shown.measurements ?? 0
});

function nextStepsOf({ activityId, baselines, measurements }: EffectCounts): NextStep[] {
	if (baselines === 0) return [{ activityId, text: 'effects.next.baseline', path: '/work/effects' }];
	if (measurements === 0)
		return [{ activityId, text: 'effects.next.first-measurement', path: '/work/effects' }];
	return [];
}
