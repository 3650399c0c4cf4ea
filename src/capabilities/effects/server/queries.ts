import { sql, type Selectable, type SqlBool } from 'kysely';
import { groupedBy } from '#platform/grouped.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import type { Indicator as IndicatorRow } from '#platform/server/db/schema.ts';
import {
	isPublicFigure,
	targetState,
	wilson,
	type Band,
	type TargetState,
	type Unit,
	type Verdict
} from '../rules.ts';

export interface Step {
	id: string;
	position: number;
	band: Band;
	name: LocalText;
	evidence: LocalText | null;
	reachedOn: string | null;
	reachedNote: LocalText | null;
}

export interface MeasurementView {
	id: string;
	kind: 'baseline' | 'measurement';
	periodStart: string;
	periodEnd: string;
	/** null where too few for the public */
	value: number | null;
	n: number | null;
	/** 95 % interval of a share */
	interval: { low: number; high: number } | null;
	design: number;
	note: LocalText | null;
	reportedBy: string | null;
	createdAt: Date;
	/** Corrects an earlier figure, with the reason. */
	correction: string | null;
}

export interface IndicatorView {
	id: string;
	stepId: string;
	name: LocalText;
	definition: LocalText | null;
	source: LocalText;
	unit: Unit;
	unitLabel: LocalText | null;
	direction: 'up' | 'down';
	publishedAt: Date | null;
	measurements: MeasurementView[];
	targets: { id: string; value: number; byDate: string; state: TargetState }[];
}

export async function listSteps(db: DbOrTx, initiativeId: string): Promise<Step[]> {
	const rows = await db
		.selectFrom('effect_step')
		.selectAll()
		.where('initiative_id', '=', initiativeId)
		.orderBy('position')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		position: row.position,
		band: row.band as Band,
		name: toText(row.name)!,
		evidence: toText(row.evidence),
		reachedOn: row.reached_on,
		reachedNote: toText(row.reached_note)
	}));
}

/** Indicators with their figures, oldest first; `audience: 'public'` leaves out drafts and figures on too few. */
export async function listIndicators(
	db: DbOrTx,
	initiativeId: string,
	audience: 'team' | 'public'
): Promise<IndicatorView[]> {
	let query = db
		.selectFrom('indicator as i')
		.innerJoin('effect_step as s', 's.id', 'i.step_id')
		.selectAll('i')
		.where('i.initiative_id', '=', initiativeId)
		.where('i.retired_at', 'is', null)
		.orderBy('s.position')
		.orderBy('i.created_at');
	if (audience === 'public') query = query.where('i.published_at', 'is not', null);
	return withFigures(db, await query.execute(), audience);
}

/** Published indicators of an initiative as the public may see them; undefined where there are none. */
export const indicatorsShown = askedTogether<IndicatorView[]>(async (db, ids) => {
	const rows = await db
		.selectFrom('indicator as i')
		.innerJoin('effect_step as s', 's.id', 'i.step_id')
		.selectAll('i')
		.where(sql<SqlBool>`i.initiative_id = any(${uuids(ids)})`)
		.where('i.retired_at', 'is', null)
		.where('i.published_at', 'is not', null)
		.orderBy('s.position')
		.orderBy('i.created_at')
		.execute();
	const views = await withFigures(db, rows, 'public');
	return groupedBy(views, (view) => [rows.find((row) => row.id === view.id)!.initiative_id, view]);
});

/** Published indicators of any initiatives by id, as the public may see them. The caller knows that the initiatives are published. */
export async function publicIndicators(db: DbOrTx, ids: readonly string[]): Promise<IndicatorView[]> {
	if (ids.length === 0) return [];
	const rows = await db
		.selectFrom('indicator')
		.selectAll()
		.where('id', 'in', ids)
		.where('published_at', 'is not', null)
		.where('retired_at', 'is', null)
		.execute();
	return withFigures(db, rows, 'public');
}

async function withFigures(
	db: DbOrTx,
	rows: Selectable<IndicatorRow>[],
	audience: 'team' | 'public'
): Promise<IndicatorView[]> {
	const ids = rows.map((row) => row.id);
	if (ids.length === 0) return [];
	const [measurements, targets] = await Promise.all([currentMeasurements(db, ids), currentTargets(db, ids)]);
	return rows.map((row) => {
		const unit = row.unit as Unit;
		const own = measurements.filter((m) => m.indicator_id === row.id).map((m) => viewOf(m, unit, audience));
		const latest = own.filter((m) => m.kind === 'measurement').at(-1)?.value ?? null;
		return {
			id: row.id,
			stepId: row.step_id,
			name: toText(row.name)!,
			definition: toText(row.definition),
			source: toText(row.source)!,
			unit,
			unitLabel: toText(row.unit_label),
			direction: row.direction as 'up' | 'down',
			publishedAt: row.published_at,
			measurements: own,
			targets: targets
				.filter((target) => target.indicator_id === row.id)
				.map((target) => ({
					id: target.id,
					value: Number(target.value),
					byDate: target.by_date,
					state: targetState(latest, Number(target.value), row.direction as 'up' | 'down', target.passed)
				}))
		};
	});
}

type MeasurementRow = Awaited<ReturnType<typeof currentMeasurements>>[number];

/** Neither withdrawn nor replaced. */
async function currentMeasurements(db: DbOrTx, indicatorIds: string[]) {
	return db
		.selectFrom('measurement as m')
		.leftJoin('organisation as o', 'o.id', 'm.reported_organisation_id')
		.selectAll('m')
		.select('o.name as reported_name')
		.where(sql<SqlBool>`m.indicator_id = any(${uuids(indicatorIds)})`)
		.where('m.withdrawn_at', 'is', null)
		.where((eb) =>
			eb.not(
				eb.exists(
					eb.selectFrom('measurement as later').select('later.id').whereRef('later.replaces', '=', 'm.id')
				)
			)
		)
		.orderBy('m.period_end')
		.orderBy('m.created_at')
		.execute();
}

async function currentTargets(db: DbOrTx, indicatorIds: string[]) {
	return db
		.selectFrom('indicator_target')
		.select(['id', 'indicator_id', 'value', 'by_date'])
		.select(sql<boolean>`by_date < (now() at time zone 'Europe/Stockholm')::date`.as('passed'))
		.where(sql<SqlBool>`indicator_id = any(${uuids(indicatorIds)})`)
		.where('withdrawn_at', 'is', null)
		.orderBy('by_date')
		.execute();
}

function viewOf(row: MeasurementRow, unit: Unit, audience: 'team' | 'public'): MeasurementView {
	const value = Number(row.value);
	const shown = audience === 'team' || isPublicFigure(unit, value, row.n);
	return {
		id: row.id,
		kind: row.kind as MeasurementView['kind'],
		periodStart: row.period_start,
		periodEnd: row.period_end,
		value: shown ? value : null,
		n: shown ? row.n : null,
		interval: shown && unit === 'share' && row.n ? wilson(value, row.n) : null,
		design: row.design,
		note: toText(row.note),
		reportedBy: row.reported_name,
		createdAt: row.created_at,
		correction: row.replaced_reason
	};
}

export interface Conclusion {
	id: string;
	verdict: Verdict;
	body: LocalText;
	caveats: LocalText | null;
	createdAt: Date;
	publishedAt: Date | null;
}

/** Newest first. */
export async function listConclusions(db: DbOrTx, initiativeId: string): Promise<Conclusion[]> {
	const rows = await db
		.selectFrom('effect_conclusion')
		.selectAll()
		.where('initiative_id', '=', initiativeId)
		.orderBy('created_at', 'desc')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		verdict: row.verdict as Verdict,
		body: toText(row.body)!,
		caveats: toText(row.caveats),
		createdAt: row.created_at,
		publishedAt: row.published_at
	}));
}
