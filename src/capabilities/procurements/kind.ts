import {
	procureForInitiative,
	type ActivityKind,
	type ChainNote,
	type Facts,
	type Figure,
	type NextStep
} from '#capabilities/initiatives/index.ts';
import { gatheredBy } from '#platform/grouped.ts';
import { openTenders, publishProcurementPermission, readTenders, seeTenderers } from './server/access.ts';
import {
	exportedProcurements,
	exportProcurements,
	importProcurements,
	type ExportedProcurements
} from './server/export.ts';
import { procurementRows, type ProcurementRow } from './server/notes.ts';
import { showPerson, erasePerson } from './server/personal.ts';

const grouped = <T>(rows: ProcurementRow[], make: (row: ProcurementRow) => T[]) =>
	gatheredBy(rows, (row) => row.initiativeId, make);

const seen = (row: ProcurementRow) => row.publishedAt !== null;

/** Pre-commercial procurement in phases. */
export const procurementKind: ActivityKind<ExportedProcurements> = {
	key: 'procurement',
	name: 'procurement.kind',
	several: true,
	path: (id) => `/work/procurement/${id}`,
	invites: { label: 'procurement.chain.action', path: (id) => `/procurement/${id}` },
	permissions: [
		'procurement.publish',
		'procurement.open',
		'procurement.see-tenderers',
		'procurement.read-tenders',
		'procurement.score',
		'procurement.lead-evaluation',
		'tender.view',
		'tender.read',
		'tender.draft',
		'tender.submit'
	],
	facts: [
		{
			key: 'procurement.decided',
			type: 'boolean',
			condition: 'procurement.fact.decided',
			lacking: 'procurement.fact.decided.lacking'
		},
		{
			key: 'procurement.settled',
			type: 'boolean',
			condition: 'procurement.fact.settled',
			lacking: 'procurement.fact.settled.lacking'
		},
		{
			key: 'procurement.awarded',
			type: 'number',
			condition: 'procurement.fact.awarded',
			lacking: 'procurement.fact.awarded.lacking'
		}
	],
	async computeFacts(db, ids) {
		const rows = await procurementRows(db, ids);
		return new Map(
			ids.map((id): [string, Facts] => [id, factsOf(rows.filter((row) => row.initiativeId === id))])
		);
	},
	async chainNotes(db, ids) {
		return grouped((await procurementRows(db, ids)).filter(seen), (row) => [noteOf(row)]);
	},
	async figures(db, ids) {
		const rows = (await procurementRows(db, ids)).filter((row) => seen(row) && row.awards > 0);
		return grouped(rows, (row): Figure[] => [
			{ label: 'procurement.figure.suppliers', value: row.awards, kind: 'count' },
			{ label: 'procurement.figure.value', value: Number(row.valueMinor), kind: 'money' }
		]);
	},
	async nextSteps(db, ids) {
		return grouped(
			(await procurementRows(db, ids)).filter((row) => !row.cancelled),
			nextStepsOf
		);
	},
	async organisationsTakingPart(db, ids) {
		return grouped((await procurementRows(db, ids)).filter(seen), (row) => row.organisations);
	},
	newsKinds: ['decision', 'deadline', 'question', 'progress'],
	exported: exportedProcurements,
	exportFrom: exportProcurements,
	importInto: importProcurements,
	personal: {
		label: 'mywork.data.of.procurement',
		show: showPerson,
		erase: erasePerson,
		kept: [
			{ what: 'procurement.kept.record', rule: 'procurement.kept.record.rule' },
			{ what: 'procurement.kept.tenders', rule: 'procurement.kept.tenders.rule' }
		]
	}
};

function factsOf(rows: ProcurementRow[]): Facts {
	const alive = rows.filter((row) => seen(row) && !row.cancelled);
	return {
		'procurement.decided': alive.length > 0,
		'procurement.settled': rows.some(seen) && rows.every(isSettled),
		'procurement.awarded': alive.reduce((sum, row) => sum + row.awards, 0)
	};
}

/** Whether it has come to an end, one way or the other: somebody is chosen, or nobody will be. */
function isSettled(row: ProcurementRow): boolean {
	if (row.cancelled) return true;
	return row.lotsLeft === null ? row.awards > 0 || row.gate === 'stopped' : row.lotsLeft === 0;
}

function noteOf(row: ProcurementRow): ChainNote {
	const path = `/procurement/${row.id}`;
	const note = (text: ChainNote['text'], params?: ChainNote['params']): ChainNote => ({
		phase: 'procurement',
		text,
		params,
		path
	});
	if (row.cancelled) return note('procurement.chain.cancelled');
	if (row.tendersOpen && row.step === 1) {
		return {
			...note('procurement.chain.open'),
			action: { label: 'procurement.chain.action', path, until: row.until }
		};
	}
	if (row.tendersOpen) return note('procurement.chain.round', { number: row.step! });
	if (row.gate === 'finished') return note('procurement.chain.finished', { count: row.awards });
	if (row.gate === 'stopped') return note('procurement.chain.stopped');
	if (row.awards > 0) return note('procurement.chain.awarded', { count: row.awards });
	return note('procurement.chain.evaluating');
}

function nextStepsOf(row: ProcurementRow): NextStep[] {
	const path = `/work/procurement/${row.id}`;
	const step = (text: NextStep['text'], more: Partial<NextStep> = {}): NextStep => ({
		activityId: row.id,
		text,
		path,
		...more
	});
	if (!seen(row)) return [step(row.exemption ? 'procurement.next.publish' : 'procurement.next.exemption')];
	const round = `${path}/rounds/${row.round}`;
	const answers =
		row.unanswered > 0
			? [
					step('procurement.next.answer', {
						params: { count: row.unanswered },
						path: `${path}/questions`,
						may: procureForInitiative
					})
				]
			: [];
	if (row.tendersOpen) return answers;
	if (!row.opened)
		return [step('procurement.next.open', { path: `${round}/opening`, dueAt: row.until, may: openTenders })];
	if (!row.decided) return [step('procurement.next.evaluate', { path: round, may: seeTenderers })];
	if (row.inFramework) return [step('procurement.next.framework', { may: publishProcurementPermission })];
	if (!row.gate) return [step('procurement.next.gate', { path: `${round}/gate`, may: readTenders })];
	return row.gate === 'next' ? [step('procurement.next.round')] : [];
}
