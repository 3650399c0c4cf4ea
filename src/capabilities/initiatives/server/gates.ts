import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { newText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	evaluate,
	factNamed,
	gateLines,
	methodVersion,
	type MethodPhase,
	type MethodVersion
} from '#capabilities/methods/index.ts';
import { accessInitiative, leadInitiative, type Initiative } from './access.ts';
import { factsOfRun } from './facts.ts';

export interface PassInput {
	/** The phase one believed to leave: somebody else may have gone on meanwhile. */
	phase: string;
	/** Why to go on although something is lacking. */
	reason?: string;
}

/**
 * Leaves the present phase. The initiative's row is locked, so that two who press at once make one passage;
 * facts, method version and person are kept with it. Leaving the last phase finishes the initiative.
 * @throws AppError conflict when something is lacking and no reason is given, or somebody was first
 */
export async function passGate(ctx: Context, slug: string, input: PassInput): Promise<{ to: string | null }> {
	const seen = await accessInitiative(ctx, slug, leadInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const run = { ...seen, ...(await lockRun(tx, seen.id)) };
		refuseClosed(run);
		if (run.currentPhase !== input.phase) throw new AppError('conflict', 'initiatives.error.gate-moved');
		const method = await methodVersion(tx, run.methodVersionId);
		const { from, to } = phasesAt(method, run.currentPhase);
		const passage = await recordPassage(tx, ctx, run, { from, to, reason: input.reason });
		await move(tx, run, from.key, to?.key ?? null);
		await tell(tx, ctx, run, to);
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: passage.exempt ? 'gate.passed-with-exemption' : 'gate.passed',
			subject: `gate_passage:${passage.id}`,
			data: { from: from.key, to: to?.key ?? null, methodVersion: run.methodVersionId }
		});
		return { to: to?.key ?? null };
	});
}

async function lockRun(tx: Tx, id: string) {
	return tx
		.selectFrom('initiative')
		.select([
			'current_phase as currentPhase',
			'method_version_id as methodVersionId',
			'closed_at as closedAt',
			'published_at as publishedAt'
		])
		.where('id', '=', id)
		.forUpdate()
		.executeTakeFirstOrThrow();
}

export function refuseClosed(run: { closedAt: Date | null }): void {
	if (run.closedAt) throw new AppError('conflict', 'initiatives.error.closed');
}

function phasesAt(method: MethodVersion, key: string): { from: MethodPhase; to: MethodPhase | null } {
	const { phases } = method.definition;
	const at = phases.findIndex((phase) => phase.key === key);
	if (at < 0) throw new AppError('conflict', 'initiatives.error.phase-gone');
	return { from: phases[at]!, to: phases[at + 1] ?? null };
}

async function recordPassage(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	{ from, to, reason }: { from: MethodPhase; to: MethodPhase | null; reason?: string }
): Promise<{ id: string; exempt: boolean }> {
	const facts = await factsOfRun(tx, run.id);
	const met = evaluate(from.gate, facts) === true;
	if (!met && !reason) {
		throw new AppError('conflict', 'initiatives.error.gate-lacking', {
			fields: { reason: 'initiatives.error.gate-reason' }
		});
	}
	const lacking = gateLines(from.gate, facts, factNamed).filter((line) => !line.met);
	const row = await tx
		.insertInto('gate_passage')
		.values({
			initiative_id: run.id,
			from_phase: from.key,
			to_phase: to?.key ?? null,
			method_version_id: run.methodVersionId,
			facts: json(facts),
			exemption_reason: met ? null : reason!,
			lacking: json(lacking.map((line) => line.lacking)),
			passed_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return { id: row.id, exempt: !met };
}

async function move(tx: Tx, run: Initiative, from: string, to: string | null): Promise<void> {
	const phases = tx.updateTable('initiative_phase').where('initiative_id', '=', run.id);
	await phases
		.set({ passed_at: sql`now()` })
		.where('phase', '=', from)
		.execute();
	if (to) {
		await phases
			.set({ entered_at: sql`coalesce(entered_at, now())` })
			.where('phase', '=', to)
			.execute();
	}
	await tx
		.updateTable('initiative')
		.set({
			updated_at: sql`now()`,
			...(to ? { current_phase: to } : { closed_at: sql`now()`, closed_as: 'finished' })
		})
		.where('id', '=', run.id)
		.execute();
}

async function tell(tx: Tx, ctx: Context, run: Initiative, to: MethodPhase | null): Promise<void> {
	await announce(tx, ctx.actor, {
		initiativeId: run.id,
		kind: 'progress',
		key: to ? 'initiatives.news.phase' : 'initiatives.news.finished',
		params: to ? { title: run.title, phase: to.name as LocalText } : { title: run.title },
		path: `/initiatives/${run.slug}`,
		audience: run.publishedAt ? 'public' : 'team',
		themes: run.themes
	});
}

/** Ends an initiative that will not go on, and says why. */
export async function stopInitiative(ctx: Context, slug: string, input: { reason: string }): Promise<void> {
	const seen = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const run = { ...seen, ...(await lockRun(tx, seen.id)) };
		refuseClosed(run);
		await tx
			.updateTable('initiative')
			.set({
				closed_at: sql`now()`,
				updated_at: sql`now()`,
				closed_as: 'stopped',
				closed_reason: json(newText(ctx.lang, input.reason))
			})
			.where('id', '=', run.id)
			.execute();
		await announce(tx, ctx.actor, {
			initiativeId: run.id,
			kind: 'progress',
			key: 'initiatives.news.stopped',
			params: { title: run.title },
			path: `/initiatives/${run.slug}`,
			audience: run.publishedAt ? 'public' : 'team',
			themes: run.themes
		});
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'initiative.stopped',
			subject: `initiative:${run.id}`,
			data: { phase: run.currentPhase }
		});
	});
}

export interface Passage {
	from: string;
	to: string | null;
	at: Date;
	by: string | null;
	exemptionReason: string | null;
	methodVersionId: string;
}

/** Every passage of an initiative, oldest first. */
export async function passagesOf(ctx: Context, initiativeId: string): Promise<Passage[]> {
	return ctx.db
		.selectFrom('gate_passage as g')
		.leftJoin('person as p', 'p.id', 'g.passed_by')
		.select([
			'g.from_phase as from',
			'g.to_phase as to',
			'g.passed_at as at',
			'g.exemption_reason as exemptionReason',
			'g.method_version_id as methodVersionId'
		])
		.select((eb) => eb.ref('p.name').as('by'))
		.where('g.initiative_id', '=', initiativeId)
		.orderBy('g.passed_at')
		.execute();
}
