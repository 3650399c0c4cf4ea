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
import type { ConclusionInput, IndicatorInput, MeasurementInput } from '../form.ts';
import { measurementFault, type Unit } from '../rules.ts';
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
		name: json(name) as never,
		evidence: json(evidence) as never
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
	const text = (value: string) => json(newText(ctx.lang, value)) as never;
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
			text ? (json(writeText(toText(value), ctx.lang, text)) as never) : null;
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

export async function setTarget(
	ctx: Context,
	slug: string,
	id: string,
	input: { value: number; byDate: string }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	const { indicator } = await accessIndicator(ctx, slug, id);
	if (indicator.unit === 'share' && (input.value < 0 || input.value > 100)) {
		throw new AppError('invalid', 'form.error.failed', { fields: { value: 'effects.fault.share-range' } });
	}
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('indicator_target')
			.values({
				indicator_id: id,
				value: String(input.value),
				by_date: input.byDate,
				created_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'target.set',
			subject: `indicator_target:${row.id}`,
			data: { value: input.value, by: input.byDate }
		});
	});
}

export async function withdrawTarget(
	ctx: Context,
	slug: string,
	indicatorId: string,
	targetId: string
): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await accessIndicator(ctx, slug, indicatorId);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('indicator_target')
			.set({ withdrawn_at: sql`now()` })
			.where('id', '=', targetId)
			.where('indicator_id', '=', indicatorId)
			.where('withdrawn_at', 'is', null)
			.execute();
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'target.withdrawn',
			subject: `indicator_target:${targetId}`
		});
	});
}

/** Takes in a figure with its n. A correction replaces the earlier figure and keeps it. */
export async function reportMeasurement(
	ctx: Context,
	slug: string,
	id: string,
	input: MeasurementInput
): Promise<string> {
	const { run, indicator } = await accessIndicator(ctx, slug, id);
	const fault = measurementFault({
		unit: indicator.unit as Unit,
		value: input.value,
		n: input.n ?? null,
		periodStart: input.periodStart,
		periodEnd: input.periodEnd
	});
	if (fault) throw new AppError('invalid', 'form.error.failed', { fields: { [fault.field]: fault.reason } });
	if (input.replaces && !input.replacedReason) {
		throw new AppError('invalid', 'form.error.failed', { fields: { replacedReason: 'form.error.required' } });
	}
	return ctx.db.transaction().execute(async (tx) => {
		await refuseFutureAndDouble(tx, id, input);
		const row = await tx
			.insertInto('measurement')
			.values({
				indicator_id: id,
				kind: input.kind,
				period_start: input.periodStart,
				period_end: input.periodEnd,
				value: String(input.value),
				n: input.n ?? null,
				design: input.design,
				note: input.note ? (json(newText(ctx.lang, input.note)) as never) : null,
				reported_by: ctx.actor.personId,
				reported_organisation_id: reportingOrganisation(ctx, run),
				replaces: input.replaces ?? null,
				replaced_reason: input.replaces ? (input.replacedReason ?? null) : null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const data = {
			kind: input.kind,
			value: input.value,
			n: input.n ?? null,
			replaces: input.replaces ?? null
		};
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'measurement.reported',
			subject: `measurement:${row.id}`,
			data
		});
		return row.id;
	});
}

async function refuseFutureAndDouble(tx: Tx, indicatorId: string, input: MeasurementInput): Promise<void> {
	const indicator = await tx
		.selectFrom('indicator')
		.select('id')
		.where('id', '=', indicatorId)
		.forUpdate()
		.executeTakeFirstOrThrow();
	const { rows } = await sql<{
		today: string;
	}>`select to_char(now() at time zone 'Europe/Stockholm', 'YYYY-MM-DD') as today`.execute(tx);
	if (input.periodEnd > rows[0]!.today)
		throw new AppError('invalid', 'form.error.failed', { fields: { periodEnd: 'effects.fault.future' } });
	const current = await tx
		.selectFrom('measurement as m')
		.select(['m.id', 'm.kind', 'm.period_end'])
		.where('m.indicator_id', '=', indicator.id)
		.where('m.withdrawn_at', 'is', null)
		.where((eb) =>
			eb.not(
				eb.exists(
					eb.selectFrom('measurement as later').select('later.id').whereRef('later.replaces', '=', 'm.id')
				)
			)
		)
		.execute();
	const others = current.filter((m) => m.id !== input.replaces);
	if (input.replaces && others.length === current.length) throw new AppError('conflict', 'error.conflict');
	if (input.kind === 'baseline' && others.some((m) => m.kind === 'baseline')) {
		throw new AppError('invalid', 'form.error.failed', { fields: { kind: 'effects.fault.one-baseline' } });
	}
	if (others.some((m) => m.kind === input.kind && m.period_end === input.periodEnd)) {
		throw new AppError('invalid', 'form.error.failed', {
			fields: { periodEnd: 'effects.fault.same-period' }
		});
	}
}

/** A party reports as itself, the team as the owner. */
function reportingOrganisation(ctx: Context, run: Initiative): string | null {
	const own =
		ctx.actor.memberships.find((m) => m.organisationId === run.organisationId) ?? ctx.actor.memberships[0];
	return own?.organisationId ?? null;
}

export async function withdrawMeasurement(
	ctx: Context,
	slug: string,
	indicatorId: string,
	measurementId: string,
	reason: string
): Promise<void> {
	const { run } = await accessIndicator(ctx, slug, indicatorId);
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('measurement')
			.set({ withdrawn_at: sql`now()`, withdrawn_reason: reason })
			.where('id', '=', measurementId)
			.where('indicator_id', '=', indicatorId)
			.where('withdrawn_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!done) throw new AppError('conflict', 'error.conflict');
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'measurement.withdrawn',
			subject: `measurement:${measurementId}`
		});
	});
}

/** Writes what changed for whom, or did not. The newest is the one that counts; earlier ones stay. */
export async function writeConclusion(ctx: Context, slug: string, input: ConclusionInput): Promise<string> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('effect_conclusion')
			.values({
				initiative_id: run.id,
				verdict: input.verdict,
				body: json(newText(ctx.lang, input.body)) as never,
				caveats: input.caveats ? (json(newText(ctx.lang, input.caveats)) as never) : null,
				written_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'conclusion.written',
			subject: `effect_conclusion:${row.id}`,
			data: { verdict: input.verdict }
		});
		return row.id;
	});
}

/** Adds or rewrites one language of a conclusion. */
export async function translateConclusion(
	ctx: Context,
	slug: string,
	id: string,
	input: { body: string; caveats?: string }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const old = await tx
			.selectFrom('effect_conclusion')
			.selectAll()
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.forUpdate()
			.executeTakeFirst();
		if (!old) throw new AppError('not-found', 'error.not-found');
		const caveats = input.caveats
			? writeText(toText(old.caveats), ctx.lang, input.caveats)
			: toText(old.caveats);
		await tx
			.updateTable('effect_conclusion')
			.set({
				body: json(writeText(toText(old.body), ctx.lang, input.body)) as never,
				caveats: caveats ? (json(caveats) as never) : null
			})
			.where('id', '=', id)
			.execute();
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'conclusion.translated',
			subject: `effect_conclusion:${id}`,
			data: { lang: ctx.lang }
		});
	});
}

export async function publishConclusion(ctx: Context, slug: string, id: string): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('effect_conclusion')
			.set({ published_at: sql`now()` })
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.where('published_at', 'is', null)
			.returning('verdict')
			.executeTakeFirst();
		if (!done) throw new AppError('conflict', 'error.conflict');
		await announce(tx, ctx.actor, {
			initiativeId: run.id,
			kind: 'decision',
			key: 'effects.news.conclusion',
			params: { title: run.title },
			path: pathOf(run),
			audience: 'public',
			themes: run.themes
		});
		await audit(tx, ctx.actor, {
			chain: chain(run),
			action: 'conclusion.published',
			subject: `effect_conclusion:${id}`,
			data: { verdict: done.verdict }
		});
	});
}
