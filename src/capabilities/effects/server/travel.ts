import { sql } from 'kysely';
import { z } from 'zod';
import { createActivity } from '#capabilities/initiatives/index.ts';
import { localTextSchema, toText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { BANDS, UNITS, VERDICTS } from '../rules.ts';
import { listConclusions, listIndicators, listSteps } from './queries.ts';

const text = localTextSchema;
/** What an initiative's effects travel as. */
export const exportedEffects = z.object({
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
export type ExportedEffects = z.output<typeof exportedEffects>;

export async function exportEffects(db: DbOrTx, initiativeId: string): Promise<ExportedEffects> {
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

export async function importEffects(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	data: ExportedEffects
): Promise<void> {
	if (data.steps.length === 0) return;
	const title = {
		o: 'sv' as const,
		v: 1,
		t: { sv: 'Effekter över tid', en: 'Effects over time' },
		of: { en: 1 }
	};
	const activityId = await createActivity(tx, ctx, { initiativeId, kind: 'effects', title });
	const steps = await insertSteps(tx, initiativeId, data.steps);
	for (const indicator of data.indicators)
		await insertIndicator(tx, { activityId, initiativeId, stepId: steps[indicator.step]! }, indicator);
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

const optional = (value: unknown) => (toText(value) ? json(value) : null);

/** Ids of the new steps, in their order. */
async function insertSteps(tx: Tx, initiativeId: string, steps: ExportedEffects['steps']): Promise<string[]> {
	const rows = await tx
		.insertInto('effect_step')
		.values(
			steps.map((step, position) => ({
				initiative_id: initiativeId,
				position,
				band: step.band,
				name: json(step.name),
				evidence: optional(step.evidence),
				reached_on: step.reachedOn
			}))
		)
		.returning(['id', 'position'])
		.execute();
	return rows.sort((a, b) => a.position - b.position).map((row) => row.id);
}

async function insertIndicator(
	tx: Tx,
	at: { activityId: string; initiativeId: string; stepId: string },
	one: ExportedEffects['indicators'][number]
): Promise<void> {
	const { id } = await tx
		.insertInto('indicator')
		.values({
			activity_id: at.activityId,
			initiative_id: at.initiativeId,
			step_id: at.stepId,
			name: json(one.name),
			definition: optional(one.definition),
			source: json(one.source),
			unit: one.unit,
			unit_label: optional(one.unitLabel),
			direction: one.direction,
			published_at: one.published ? sql`now()` : null,
			created_at: sql`clock_timestamp()`
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const targets = one.targets.map(({ value, byDate }) => ({
		indicator_id: id,
		value: String(value),
		by_date: byDate
	}));
	if (targets.length > 0) await tx.insertInto('indicator_target').values(targets).execute();
	// One by one, so that each is later than the one before it.
	for (const m of one.measurements)
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
