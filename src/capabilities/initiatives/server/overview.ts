import { sql, type SqlBool } from 'kysely';
import { groupedBy } from '#platform/grouped.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { askedOnce } from '#platform/server/db/asked-once.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import {
	evaluate,
	factNamed,
	gateLines,
	kindOfFact,
	methodVersion,
	type GateLine,
	type MethodVersion
} from '#capabilities/methods/index.ts';
import { allKinds } from '../kind.ts';
import { phaseState } from '../moving.ts';
import { accessInitiative, workInInitiative, type Initiative } from './access.ts';
import { factsOfRun, nextStepsOf } from './facts.ts';
import { ownSteps, type OwnStep } from './next.ts';

export interface PhaseState {
	key: string;
	name: LocalText;
	state: 'done' | 'now' | 'todo';
	/** It lies behind and was never gone through: it came with a later version of the method. */
	skipped: boolean;
	plannedStart: string | null;
	plannedEnd: string | null;
	enteredAt: Date | null;
	passedAt: Date | null;
}

/** A line of the gate with where to mend what is lacking. */
export interface GateItem extends GateLine {
	/** After /initiatives/<slug>; null when no kind here reports the fact. */
	path: string | null;
}

export interface Overview {
	run: Initiative;
	method: MethodVersion;
	phases: PhaseState[];
	gate: GateItem[];
	/** Conditions of phases already left that no longer hold. They warn and change nothing. */
	fallen: { phase: LocalText; item: GateItem }[];
	next: OwnStep[];
	/** Number of a newer version of the method, where there is one. */
	newer: number | null;
}

/** Where an initiative is, what is lacking and what is next, for its team. */
export async function overviewOf(ctx: Context, slug: string): Promise<Overview> {
	const run = await accessInitiative(ctx, slug, workInInitiative);
	const method = await methodVersion(ctx.db, run.methodVersionId);
	// Facts and next steps rest on the same questions.
	const db = askedOnce(ctx.db);
	const facts = await factsOfRun(db, run.id);
	const at = method.definition.phases.findIndex((phase) => phase.key === run.currentPhase);
	const lines = (index: number) =>
		gateLines(method.definition.phases[index]!.gate, facts, factNamed).map(withPath);
	const left = method.definition.phases.slice(0, Math.max(at, 0));
	const phases = await phaseStates(ctx.db, run, method);
	return {
		run,
		method,
		phases,
		gate: run.closedAt || at < 0 ? [] : lines(at),
		fallen: left.flatMap((phase, index) =>
			evaluate(phase.gate, facts) === true || phases[index]!.skipped
				? []
				: lines(index)
						.filter((line) => !line.met)
						.map((item) => ({ phase: phase.name as LocalText, item }))
		),
		next: run.closedAt ? [] : ownSteps(ctx.actor, run, (await nextStepsOf(db, [run.id])).get(run.id)!),
		newer: run.closedAt ? null : await newerVersion(db, method)
	};
}

async function newerVersion(db: DbOrTx, method: MethodVersion): Promise<number | null> {
	const row = await db
		.selectFrom('method_version')
		.select((eb) => eb.fn.max('number').as('newest'))
		.where('method_id', '=', method.methodId)
		.where('published_at', 'is not', null)
		.executeTakeFirst();
	return row?.newest && row.newest > method.number ? row.newest : null;
}

function withPath(line: GateLine): GateItem {
	const step = line.facts.map(kindOfFact).find(Boolean);
	const kind = allKinds().find((known) => known.key === step?.key);
	return { ...line, path: kind ? (kind.workPath ?? `/work/${kind.key}`) : null };
}

const phaseRows = askedTogether(async (db, ids) => {
	const rows = await db
		.selectFrom('initiative_phase')
		.selectAll()
		.where(sql<SqlBool>`initiative_id = any(${uuids(ids)})`)
		.execute();
	return groupedBy(rows, (row) => [row.initiative_id, row]);
});

/** The phases of the method with what is planned and what has happened. */
export async function phaseStates(db: DbOrTx, run: Initiative, method: MethodVersion): Promise<PhaseState[]> {
	const rows = (await phaseRows(db, run.id)) ?? [];
	const at = method.definition.phases.findIndex((phase) => phase.key === run.currentPhase);
	return method.definition.phases.map((phase, index) => {
		const row = rows.find((candidate) => candidate.phase === phase.key);
		return {
			key: phase.key,
			name: phase.name as LocalText,
			...phaseState(index, at, { passed: Boolean(row?.passed_at), closedAs: run.closedAs }),
			plannedStart: row?.planned_start ?? null,
			plannedEnd: row?.planned_end ?? null,
			enteredAt: row?.entered_at ?? null,
			passedAt: row?.passed_at ?? null
		};
	});
}

/** A step of the method, with the pages where its activities begin (after /initiatives/<slug>). */
export interface StepToStart {
	phase: string;
	key: string;
	name: LocalText;
	guidance: LocalText | null;
	starts: { kind: MessageKey; path: string }[];
}

export function stepsToStart(method: MethodVersion): StepToStart[] {
	const kinds = new Map(allKinds().map((kind) => [kind.key, kind]));
	return method.definition.phases.flatMap((phase) =>
		phase.steps.map((step) => ({
			phase: phase.key,
			key: step.key,
			name: step.name as LocalText,
			guidance: (step.guidance as LocalText | undefined) ?? null,
			starts: step.kinds.flatMap((key) => {
				const kind = kinds.get(key);
				return kind ? [{ kind: kind.name, path: kind.workPath ?? `/work/${kind.key}` }] : [];
			})
		}))
	);
}
