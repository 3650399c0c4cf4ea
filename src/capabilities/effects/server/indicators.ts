import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { newText, toText, writeText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	accessInitiative,
	createActivity,
	editInitiative,
	leadInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import type { IndicatorInput } from '../form.ts';
import { STAIRCASE } from '../template.ts';
import { accessIndicator } from './access.ts';

const chain = (run: Initiative) => `initiative:${run.id}` as const;
const pathOf = (run: Initiative) => `/initiatives/${run.slug}/effects`;

/** Begins measuring: the activity and a staircase from the template. Doing it twice changes nothing. */
export async function setUpEffects(ctx: Context, slug: string): Promise<string> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	return ctx.db.transaction().execute((tx) => ensureEffects(tx, ctx, run));
}

async function ensureEffects(tx: Tx, ctx: Context, run: Initiative): Promise<string> {
	await tx.selectFrom('initiative').select('id').where('id', '=', run.id).forUpdate().execute();
	const known = await tx
		.selectFrom('activity')
		.select('id')
		.where('initiative_id', '=', run.id)
		.where('kind', '=', 'effects')
		.executeTakeFirst();
	if (known) return known.id;
	const title = newText('sv', 'Effekter över tid', { en: 'Effects over time' });
	const id = await createActivity(tx, ctx, { initiativeId: run.id, kind: 'effects', title });
	const steps = STAIRCASE.map(({ band, name, evidence }, position) => ({
		initiative_id: run.id,
		position,
		band,
		name: json(name),
		evidence: json(evidence)
	}));
	await tx.insertInto('effect_step').values(steps).execute();
	await audit(tx, ctx.actor, { chain: chain(run), action: 'effects.begun', subject: `activity:${id}` });
	return id;
}

/** Adds an indicator to a step of the staircase, and tells its unit and source. */
export async function addIndicator(ctx: Context, slug: string, input: IndicatorInput): Promise<string> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const activityId = await ensureEffects(tx, ctx, run);
		await requireStep(tx, run.id, input.step);
		const row = await tx
			.insertInto('indicator')
			.values({
				activity_id: activityId,
				initiative_id: run.id,
				step_id: input.step,
				...indicatorTexts(ctx, input),
				unit: input.unit,
				direction: input.direction,
				created_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'indicator.added',
			subject: `indicator:${row.id}`,
			data: { unit: input.unit }
		});
		return row.id;
	});
}

function indicatorTexts(ctx: Context, input: IndicatorInput) {
	const text = (value: string) => json(newText(ctx.lang, value));
	return {
		name: text(input.name),
		source: text(input.source),
		definition: input.definition ? text(input.definition) : null,
		unit_label: input.unitLabel ? text(input.unitLabel) : null
	};
}

async function requireStep(tx: Tx, initiativeId: string, stepId: string): Promise<void> {
	const step = await tx
		.selectFrom('effect_step')
		.select('id')
		.where('id', '=', stepId)
		.where('initiative_id', '=', initiativeId)
		.executeTakeFirst();
	if (!step) throw new AppError('invalid', 'form.error.failed', { fields: { step: 'form.error.pick-one' } });
}

/** Rewrites an indicator's words in the language of the page; unit and direction stay once figures exist. */
export async function editIndicator(
	ctx: Context,
	slug: string,
	id: string,
	input: IndicatorInput
): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await accessIndicator(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		const old = await tx
			.selectFrom('indicator')
			.selectAll()
			.where('id', '=', id)
			.forUpdate()
			.executeTakeFirstOrThrow();
		const measured = await tx
			.selectFrom('measurement')
			.select('id')
			.where('indicator_id', '=', id)
			.executeTakeFirst();
		if (measured && (old.unit !== input.unit || old.direction !== input.direction)) {
			throw new AppError('invalid', 'effects.fault.unit-fixed', {
				fields: { unit: 'effects.fault.unit-fixed' }
			});
		}
		await requireStep(tx, run.id, input.step);
		const write = (value: unknown, text: string | undefined) =>
			text ? json(writeText(toText(value), ctx.lang, text)) : null;
		await tx
			.updateTable('indicator')
			.set({
				step_id: input.step,
				name: write(old.name, input.name)!,
				source: write(old.source, input.source)!,
				definition: write(old.definition, input.definition),
				unit_label: write(old.unit_label, input.unitLabel),
				unit: input.unit,
				direction: input.direction,
				updated_at: sql`now()`
			})
			.where('id', '=', id)
			.execute();
		await audit(tx, ctx.actor, { chain: chain(run), action: 'indicator.edited', subject: `indicator:${id}` });
	});
}

/** Shows an indicator and all its figures to everybody. */
export async function publishIndicator(ctx: Context, slug: string, id: string): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await accessIndicator(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('indicator')
			.set({ published_at: sql`now()` })
			.where('id', '=', id)
			.where('published_at', 'is', null)
			.returning('name')
			.executeTakeFirst();
		if (!row) return;
		await announce(tx, ctx.actor, {
			initiativeId: run.id,
			kind: 'progress',
			key: 'effects.news.indicator',
			params: { indicator: toText(row.name)!, title: run.title },
			path: pathOf(run),
			audience: 'public',
			themes: run.themes
		});
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'indicator.published',
			subject: `indicator:${id}`
		});
	});
}
