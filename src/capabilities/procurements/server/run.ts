import {
	evaluate,
	factNamed,
	gateLines,
	methodVersion,
	type Facts,
	type GateLine,
	type MethodPhase,
	type MethodVersion,
	type Words
} from '#capabilities/methods/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Procurement, Round } from './load.ts';
import { phaseFacts } from './phase-facts.ts';

/** How a phase was left. */
export interface PhasePassage {
	outcome: 'next' | 'stopped' | 'finished';
	at: Date;
	by: string;
	exemptionReason: string | null;
	lacking: Words[];
	/** Number of the method's version at that time. */
	version: number | null;
}

/** A phase of a procurement: the framework tender, or a call-off with the work after it. */
export interface RunPhase {
	/** Of the method; `#<number>` where the team added the round itself. */
	key: string;
	framework: boolean;
	/** As the method has it; null where the team added it. */
	method: MethodPhase | null;
	name: LocalText;
	/** The framework tender and the first phase share the first round. */
	round: Round;
	passage: PhasePassage | null;
	state: 'done' | 'now' | 'ahead' | 'stopped';
}

/** What every chain of phases shows of one. */
export const placeOf = ({ key, name, framework, round, state }: RunPhase) => ({
	key,
	name,
	framework,
	number: round.number,
	state
});

/** Which version of which method a procurement follows, as pages name it. */
export interface RunMethod {
	key: string;
	number: number;
	name: LocalText;
}

export const namedMethod = ({ version }: ProcurementRun): RunMethod | null =>
	version && {
		key: version.methodKey,
		number: version.number,
		name: version.definition.name as LocalText
	};

/** A procurement as a run of its method. */
export interface ProcurementRun {
	version: MethodVersion | null;
	phases: RunPhase[];
	/** Where it stands; null when it has come to an end. */
	current: RunPhase | null;
}

/**
 * The phases in their order, with how each was left and where the procurement stands. Of a divided call each lot is a
 * run of its own: give it as that lot has it (`viewOfLot`).
 */
export async function runOf(db: DbOrTx, procurement: Procurement): Promise<ProcurementRun> {
	const version = procurement.methodVersionId ? await methodVersion(db, procurement.methodVersionId) : null;
	const passages = await passagesOf(db, procurement);
	const over = procurement.cancelledAt !== null || procurement.rounds.some((round) => endsWith(round));
	let reached = false;
	let ended = false;
	const phases = placesOf(procurement, version).map((place): RunPhase => {
		const passage = passages.get(place.key) ?? null;
		const left = !ended && (passage !== null || place.round.gate !== null);
		const stopped = left && (passage?.outcome ?? place.round.gate) === 'stopped';
		ended ||= stopped;
		const now = !left && !over && !reached;
		reached ||= !left;
		return { ...place, passage, state: stopped ? 'stopped' : left ? 'done' : now ? 'now' : 'ahead' };
	});
	return { version, phases, current: phases.find((phase) => phase.state === 'now') ?? null };
}

const endsWith = (round: Round) => round.gate === 'stopped' || round.gate === 'finished';

type Place = Omit<RunPhase, 'passage' | 'state'>;

function placesOf({ rounds }: Procurement, version: MethodVersion | null): Place[] {
	const known = version?.definition.phases ?? [];
	const framework = known.find((phase) => phase.plan?.kind === 'framework');
	const places = rounds.map((round): Place => {
		const method = known.find((phase) => phase.key === round.phase) ?? null;
		// A phase that its version no longer has keeps its key, and so what is known of how it was left.
		const key = method?.key ?? round.phase ?? `#${round.number}`;
		return { key, framework: false, method, name: round.name, round };
	});
	if (!framework || rounds.length === 0) return places;
	const name = framework.name as LocalText;
	return [{ key: framework.key, framework: true, method: framework, name, round: rounds[0]! }, ...places];
}

async function passagesOf(db: DbOrTx, { rounds }: Procurement): Promise<Map<string, PhasePassage>> {
	if (rounds.length === 0) return new Map();
	const rows = await db
		.selectFrom('phase_passage as g')
		.leftJoin('method_version as v', 'v.id', 'g.method_version_id')
		.select(['g.phase', 'g.outcome', 'g.passed_at as at', 'g.passed_by_name as by'])
		.select(['g.exemption_reason as exemptionReason', 'g.lacking', 'v.number as version'])
		.where(
			'g.round_id',
			'in',
			rounds.map((round) => round.id)
		)
		.execute();
	return new Map(
		rows.map(({ phase, ...row }) => [
			phase,
			{
				...row,
				outcome: row.outcome as PhasePassage['outcome'],
				lacking: row.lacking as unknown as Words[]
			}
		])
	);
}

/** A phase's gate as things are now. */
export interface PhaseGate {
	facts: Facts;
	met: boolean;
	lines: GateLine[];
}

export async function gateOfPhase(db: DbOrTx, procurement: Procurement, phase: RunPhase): Promise<PhaseGate> {
	const facts = await phaseFacts(db, procurement, phase.round);
	const condition = phase.method?.gate ?? { all: [] };
	return {
		facts,
		met: evaluate(condition, facts) === true,
		lines: gateLines(condition, facts, factNamed)
	};
}
