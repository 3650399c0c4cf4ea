import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { accessInitiative, editInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import type { MeasurementInput } from '../form.ts';
import { measurementFault, type Unit } from '../rules.ts';
import { accessIndicator } from './access.ts';

const chain = (run: Initiative) => `initiative:${run.id}` as const;

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
				note: input.note ? json(newText(ctx.lang, input.note)) : null,
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
