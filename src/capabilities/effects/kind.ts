import { sql } from 'kysely';
import { z } from 'zod';
import { localTextSchema, toText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import {
	createActivity,
	type ActivityKind,
	type ChainNote,
	type Facts,
	type Figure,
	type NextStep
} from '#capabilities/initiatives/index.ts';
import { BANDS, UNITS, VERDICTS } from './rules.ts';
import { headlines } from './server/headline.ts';
import { listConclusions, listIndicators, listSteps } from './server/queries.ts';

const text = localTextSchema;
const exported = z.object({
	steps: z.array(
		z.object({ band: z.enum(BANDS), name: text, evidence: text.nullable(), reachedOn: z.string().nullable() })
	),
	indicators: z.array(
		z.object({
			step: z.number().int(),
			name: text,
			definition: text.nullable(),
			source: text,
			unit: z.enum(UNITS),
			unitLabel: text.nullable(),
			direction: z.enum(['up', 'down']),
			published: z.boolean(),
			targets: z.array(z.object({ value: z.number(), byDate: z.string() })),
			measurements: z.array(
				z.object({
					kind: z.enum(['baseline', 'measurement']),
					periodStart: z.string(),
					periodEnd: z.string(),
					value: z.number(),
					n: z.number().int().nullable(),
					design: z.number().int(),
					note: text.nullable()
				})
			)
		})
	),
	conclusions: z.array(
		z.object({ verdict: z.enum(VERDICTS), body: text, caveats: text.nullable(), published: z.boolean() })
	)
});
export type ExportedEffects = z.output<typeof exported>;

interface Counts {
	initiative_id: string;
	indicators: number;
	baselines: number;
	measurements: number;
	latest: string | null;
	activity_id: string;
}

async function counts(db: DbOrTx, ids: readonly string[]): Promise<Counts[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<Counts>`
		select a.initiative_id, a.id as activity_id, count(distinct i.id)::int as indicators,
			count(m.id) filter (where m.kind = 'baseline')::int as baselines,
			count(m.id) filter (where m.kind = 'measurement')::int as measurements,
			max(m.period_end) filter (where m.kind = 'measurement') as latest
		from activity a
		left join indicator i on i.activity_id = a.id and i.retired_at is null
		left join measurement m on m.indicator_id = i.id and m.withdrawn_at is null
			and not exists (select 1 from measurement later where later.replaces = m.id)
		where a.kind = 'effects' and a.initiative_id = any(${ids as string[]}::uuid[])
		group by a.initiative_id, a.id`.execute(db);
	return rows;
}

export const effectsKind: ActivityKind<ExportedEffects> = {
	key: 'effects',
	name: 'effects.kind',
	startPath: '/work/effects',
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
		}
	],
	async computeFacts(db, ids) {
		const rows = await counts(db, ids);
		const byRun = new Map(rows.map((row) => [row.initiative_id, row]));
		return new Map(
			ids.map((id): [string, Facts] => {
				const row = byRun.get(id);
				return [
					id,
					{ 'effects.baseline': (row?.baselines ?? 0) > 0, 'effects.measurements': row?.measurements ?? 0 }
				];
			})
		);
	},
	async chainNotes(db, ids) {
		const rows = (await counts(db, ids)).filter((row) => row.measurements > 0);
		return new Map(
			rows.map((row): [string, ChainNote[]] => [
				row.initiative_id,
				[
					{
						phase: 'effect',
						text: 'effects.chain.measured',
						params: { n: row.measurements, year: row.latest!.slice(0, 4) },
						path: '/effects'
					}
				]
			])
		);
	},
	headline: headlines,
	async figures(db, ids) {
		const rows = (await counts(db, ids)).filter((row) => row.measurements > 0);
		return new Map(
			rows.map((row): [string, Figure[]] => [
				row.initiative_id,
				[{ label: 'effects.figure.indicators', value: row.indicators, kind: 'count' }]
			])
		);
	},
	async nextSteps(db, ids) {
		const rows = (await counts(db, ids)).filter((row) => row.indicators > 0);
		return new Map(rows.map((row): [string, NextStep[]] => [row.initiative_id, nextStepsOf(row)]));
	},
	async organisationsTakingPart(db, ids) {
		if (ids.length === 0) return new Map();
		const { rows } = await sql<{ initiative_id: string; orgs: string[] }>`
			select i.initiative_id, array_agg(distinct m.reported_organisation_id) as orgs
			from indicator i join measurement m on m.indicator_id = i.id
			where m.withdrawn_at is null and m.reported_organisation_id is not null and i.initiative_id = any(${ids as string[]}::uuid[])
			group by i.initiative_id`.execute(db);
		return new Map(rows.map((row) => [row.initiative_id, row.orgs]));
	},
	newsKinds: ['progress', 'decision'],
	exported,
	exportFrom,
	importInto,
	personal: {
		label: 'mywork.data.of.effects',
		async show(db, personId) {
			const rows = await db
				.selectFrom('measurement')
				.select(['id', 'period_end', 'value', 'n', 'created_at'])
				.where('reported_by', '=', personId)
				.execute();
			return rows.map((row) => ({
				measurement: row.id,
				periodEnd: row.period_end,
				value: row.value,
				n: row.n,
				reportedAt: row.created_at.toISOString()
			}));
		},
		async erase(tx, personId) {
			await tx
				.updateTable('measurement')
				.set({ reported_by: null })
				.where('reported_by', '=', personId)
				.execute();
			await tx
				.updateTable('indicator')
				.set({ created_by: null })
				.where('created_by', '=', personId)
				.execute();
			await tx
				.updateTable('indicator_target')
				.set({ created_by: null })
				.where('created_by', '=', personId)
				.execute();
			await tx
				.updateTable('effect_conclusion')
				.set({ written_by: null })
				.where('written_by', '=', personId)
				.execute();
		},
		kept: [{ what: 'effects.kept.figures', rule: 'effects.kept.rule' }]
	}
};

function nextStepsOf(row: Counts): NextStep[] {
	if (row.baselines === 0)
		return [{ activityId: row.activity_id, text: 'effects.next.baseline', path: '/work/effects' }];
	if (row.measurements === 0)
		return [{ activityId: row.activity_id, text: 'effects.next.first-measurement', path: '/work/effects' }];
	return [];
}

async function exportFrom(db: DbOrTx, initiativeId: string): Promise<ExportedEffects> {
	const steps = await listSteps(db, initiativeId);
	const indicators = await listIndicators(db, initiativeId, 'team');
	const conclusions = await listConclusions(db, initiativeId);
	return {
		steps: steps.map(({ band, name, evidence, reachedOn }) => ({ band, name, evidence, reachedOn })),
		indicators: indicators.map((i) => ({
			step: steps.findIndex((step) => step.id === i.stepId),
			name: i.name,
			definition: i.definition,
			source: i.source,
			unit: i.unit,
			unitLabel: i.unitLabel,
			direction: i.direction,
			published: i.publishedAt !== null,
			targets: i.targets.map(({ value, byDate }) => ({ value, byDate })),
			measurements: i.measurements.map(({ kind, periodStart, periodEnd, value, n, design, note }) => ({
				kind,
				periodStart,
				periodEnd,
				value: value!,
				n,
				design,
				note
			}))
		})),
		conclusions: conclusions.toReversed().map((c) => ({
			verdict: c.verdict,
			body: c.body,
			caveats: c.caveats,
			published: c.publishedAt !== null
		}))
	};
}

async function importInto(tx: Tx, ctx: Context, initiativeId: string, data: ExportedEffects): Promise<void> {
	if (data.steps.length === 0) return;
	const title = {
		o: 'sv' as const,
		v: 1,
		t: { sv: 'Effekter över tid', en: 'Effects over time' },
		of: { en: 1 }
	};
	const activityId = await createActivity(tx, ctx, { initiativeId, kind: 'effects', title });
	const optional = (value: unknown) => (toText(value) ? json(value) : null);
	const steps = await tx
		.insertInto('effect_step')
		.values(
			data.steps.map((s, position) => ({
				initiative_id: initiativeId,
				position,
				band: s.band,
				name: json(s.name),
				evidence: optional(s.evidence),
				reached_on: s.reachedOn
			}))
		)
		.returning(['id', 'position'])
		.execute();
	for (const i of data.indicators) {
		const { id } = await tx
			.insertInto('indicator')
			.values({
				activity_id: activityId,
				initiative_id: initiativeId,
				step_id: steps.find((step) => step.position === i.step)!.id,
				name: json(i.name),
				definition: optional(i.definition),
				source: json(i.source),
				unit: i.unit,
				unit_label: optional(i.unitLabel),
				direction: i.direction,
				published_at: i.published ? sql`now()` : null,
				created_at: sql`clock_timestamp()`
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		if (i.targets.length)
			await tx
				.insertInto('indicator_target')
				.values(
					i.targets.map((target) => ({
						indicator_id: id,
						value: String(target.value),
						by_date: target.byDate
					}))
				)
				.execute();
		for (const m of i.measurements) {
			await tx
				.insertInto('measurement')
				.values({
					indicator_id: id,
					kind: m.kind,
					period_start: m.periodStart,
					period_end: m.periodEnd,
					value: String(m.value),
					n: m.n,
					design: m.design,
					note: optional(m.note),
					created_at: sql`clock_timestamp()`
				})
				.execute();
		}
	}
	for (const c of data.conclusions) {
		await tx
			.insertInto('effect_conclusion')
			.values({
				initiative_id: initiativeId,
				verdict: c.verdict,
				body: json(c.body),
				caveats: optional(c.caveats),
				published_at: c.published ? sql`now()` : null,
				created_at: sql`clock_timestamp()`
			})
			.execute();
	}
}
