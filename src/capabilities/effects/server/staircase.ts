import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { newText, toText, writeText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { accessInitiative, editInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import type { Band } from '../rules.ts';

interface StepInput {
	name: string;
	evidence?: string;
	band: Band;
}

/** Runs a change to the staircase under the initiative's lock, so that two editors cannot tangle the order. */
async function change(
	ctx: Context,
	slug: string,
	action: string,
	work: (tx: Tx, run: Initiative) => Promise<string>
): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		await tx.selectFrom('initiative').select('id').where('id', '=', run.id).forUpdate().execute();
		const stepId = await work(tx, run);
		await audit(tx, ctx.actor, { chain: `initiative:${run.id}`, action, subject: `effect_step:${stepId}` });
	});
}

async function findStep(tx: Tx, run: Initiative, id: string) {
	const step = await tx
		.selectFrom('effect_step')
		.selectAll()
		.where('id', '=', id)
		.where('initiative_id', '=', run.id)
		.executeTakeFirst();
	if (!step) throw new AppError('not-found', 'error.not-found');
	return step;
}

export const addStep = (ctx: Context, slug: string, input: StepInput) =>
	change(ctx, slug, 'staircase.step-added', async (tx, run) => {
		const { rows } = await sql<{
			next: number;
		}>`select coalesce(max(position), -1) + 1 as next from effect_step where initiative_id = ${run.id}`.execute(
			tx
		);
		const row = await tx
			.insertInto('effect_step')
			.values({
				initiative_id: run.id,
				position: rows[0]!.next,
				band: input.band,
				name: json(newText(ctx.lang, input.name)),
				evidence: input.evidence ? json(newText(ctx.lang, input.evidence)) : null
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		return row.id;
	});

export const editStep = (ctx: Context, slug: string, id: string, input: StepInput) =>
	change(ctx, slug, 'staircase.step-edited', async (tx, run) => {
		const step = await findStep(tx, run, id);
		const evidence = input.evidence
			? writeText(toText(step.evidence), ctx.lang, input.evidence)
			: toText(step.evidence);
		await tx
			.updateTable('effect_step')
			.set({
				name: json(writeText(toText(step.name), ctx.lang, input.name)),
				evidence: evidence ? json(evidence) : null,
				band: input.band
			})
			.where('id', '=', id)
			.execute();
		return id;
	});

/** Changes places with the neighbour above or below. */
export const moveStep = (ctx: Context, slug: string, id: string, direction: 'up' | 'down') =>
	change(ctx, slug, 'staircase.step-moved', async (tx, run) => {
		const step = await findStep(tx, run, id);
		const neighbour = await tx
			.selectFrom('effect_step')
			.select(['id', 'position'])
			.where('initiative_id', '=', run.id)
			.where('position', direction === 'up' ? '<' : '>', step.position)
			.orderBy('position', direction === 'up' ? 'desc' : 'asc')
			.limit(1)
			.executeTakeFirst();
		if (!neighbour) return id;
		await tx.updateTable('effect_step').set({ position: neighbour.position }).where('id', '=', id).execute();
		await tx
			.updateTable('effect_step')
			.set({ position: step.position })
			.where('id', '=', neighbour.id)
			.execute();
		return id;
	});

/** A step that indicators rest on stays until they are moved. */
export const removeStep = (ctx: Context, slug: string, id: string) =>
	change(ctx, slug, 'staircase.step-removed', async (tx, run) => {
		await findStep(tx, run, id);
		const used = await tx.selectFrom('indicator').select('id').where('step_id', '=', id).executeTakeFirst();
		if (used) throw new AppError('conflict', 'effects.fault.step-used');
		await tx.deleteFrom('effect_step').where('id', '=', id).execute();
		return id;
	});

/** Says that a step is reached, and when; an empty date takes it back. */
export const markStepReached = (
	ctx: Context,
	slug: string,
	id: string,
	input: { reachedOn?: string; note?: string }
) =>
	change(
		ctx,
		slug,
		input.reachedOn ? 'staircase.step-reached' : 'staircase.step-unreached',
		async (tx, run) => {
			const step = await findStep(tx, run, id);
			const note = input.note ? writeText(toText(step.reached_note), ctx.lang, input.note) : null;
			await tx
				.updateTable('effect_step')
				.set({ reached_on: input.reachedOn ?? null, reached_note: note ? json(note) : null })
				.where('id', '=', id)
				.execute();
			return id;
		}
	);
