import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { methodVersion, type MethodDefinition, type MethodVersion } from '#capabilities/methods/index.ts';
import { allKinds } from '../kind.ts';
import { phaseAfterMove } from '../moving.ts';
import { accessInitiative, leadInitiative, type Initiative } from './access.ts';
import { refuseClosed } from './gates.ts';

export interface MoveInput {
	/** Id of the version one saw it follow: somebody else may have moved it meanwhile. */
	from: string;
	/** Id of the version it shall follow: any published one of the same method. */
	to: string;
	/** Where it stands afterwards; needed only where its present phase is gone. */
	phase?: string;
}

/**
 * Moves a running initiative to another version of its method. Nothing is lost: activities, passed gates, plans
 * and dates stay as they are, also those of phases and steps that the version does not have.
 * @throws AppError conflict when it is over, was moved meanwhile, or its phase is gone and none is chosen
 */
export async function moveToVersion(ctx: Context, slug: string, input: MoveInput): Promise<void> {
	const seen = await accessInitiative(ctx, slug, leadInitiative);
	const from = await methodVersion(ctx.db, input.from);
	const to = await methodVersion(ctx.db, input.to);
	if (from.methodId !== to.methodId || from.id === to.id) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		const run = await lockForMove(tx, seen);
		refuseClosed(run);
		if (run.methodVersionId !== from.id) throw new AppError('conflict', 'initiatives.move.was-moved');
		const phase = phaseAfterMove(to.definition, run.currentPhase, input.phase);
		if (!phase)
			throw new AppError('conflict', 'initiatives.move.phase-gone', {
				fields: { phase: 'form.error.pick-one' }
			});
		await write(tx, ctx, { run, from, to, phase });
	});
}

async function lockForMove(tx: Tx, seen: Initiative): Promise<Initiative> {
	const now = await tx
		.selectFrom('initiative')
		.select([
			'current_phase as currentPhase',
			'method_version_id as methodVersionId',
			'closed_at as closedAt',
			'published_at as publishedAt'
		])
		.where('id', '=', seen.id)
		.forUpdate()
		.executeTakeFirstOrThrow();
	return { ...seen, ...now };
}

interface Moved {
	run: Initiative;
	from: MethodVersion;
	to: MethodVersion;
	phase: string;
}

async function write(tx: Tx, ctx: Context, { run, from, to, phase }: Moved): Promise<void> {
	await tx
		.updateTable('initiative')
		.set({ method_version_id: to.id, current_phase: phase, updated_at: sql`now()` })
		.where('id', '=', run.id)
		.execute();
	await addPhases(tx, run.id, to.definition, phase);
	await beginNewKinds(tx, ctx, run.id, from.definition, to.definition);
	const move = await tx
		.insertInto('method_move')
		.values({
			initiative_id: run.id,
			from_version_id: from.id,
			to_version_id: to.id,
			from_phase: run.currentPhase,
			to_phase: phase,
			moved_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await tell(tx, ctx, { run, from, to, phase });
	await audit(tx, ctx.actor, {
		chain: `initiative:${run.id}`,
		action: 'initiative.moved-to-version',
		subject: `method_move:${move.id}`,
		data: { method: to.methodKey, from: from.number, to: to.number, fromPhase: run.currentPhase, phase }
	});
}

/** Rows for phases that are new to it; those it has keep their dates. */
async function addPhases(tx: Tx, id: string, definition: MethodDefinition, now: string): Promise<void> {
	await tx
		.insertInto('initiative_phase')
		.values(definition.phases.map((phase) => ({ initiative_id: id, phase: phase.key })))
		.onConflict((c) => c.columns(['initiative_id', 'phase']).doNothing())
		.execute();
	await tx
		.updateTable('initiative_phase')
		.set({ entered_at: sql`coalesce(entered_at, now())` })
		.where('initiative_id', '=', id)
		.where('phase', '=', now)
		.execute();
}

/** Kinds that are always there begin with the version that brings them, unless they have begun already. */
async function beginNewKinds(
	tx: Tx,
	ctx: Context,
	id: string,
	from: MethodDefinition,
	to: MethodDefinition
): Promise<void> {
	const kindsOf = (one: MethodDefinition) =>
		new Set(one.phases.flatMap((phase) => phase.steps.flatMap((step) => step.kinds)));
	const before = kindsOf(from);
	const fresh = [...kindsOf(to)].filter((key) => !before.has(key));
	if (fresh.length === 0) return;
	const rows = await tx
		.selectFrom('activity')
		.select('kind')
		.distinct()
		.where('initiative_id', '=', id)
		.where('kind', 'in', fresh)
		.execute();
	const begun = new Set(rows.map((row) => row.kind));
	for (const kind of allKinds())
		if (fresh.includes(kind.key) && !begun.has(kind.key)) await kind.begin?.(tx, ctx, id);
}

async function tell(tx: Tx, ctx: Context, { run, to }: Moved): Promise<void> {
	await announce(tx, ctx.actor, {
		initiativeId: run.id,
		kind: 'progress',
		key: 'initiatives.news.moved',
		params: {
			title: run.title,
			method: to.definition.name as LocalText,
			number: to.number
		},
		path: `/initiatives/${run.slug}`,
		audience: run.publishedAt ? 'public' : 'team',
		themes: run.themes
	});
}
