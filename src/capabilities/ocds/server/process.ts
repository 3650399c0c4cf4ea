import { composeAgreement } from '../compose/agreement.ts';
import { agreementTimes } from '../compose/contract.ts';
import { asLot, callOf } from '../compose/lots.ts';
import { composeProcurement, procurementTimes } from '../compose/procurement.ts';
import type { ProcurementFacts, RoundFacts } from '../facts.ts';
import { composeRfi, rfiTimes } from '../compose/rfi.ts';
import { noon } from '../compose/shape.ts';
import type { Composed } from '../releases.ts';
import { loadAgreementProcess } from './load-agreement.ts';
import { loadProcurement } from './load-procurement.ts';
import { loadRfi, type Reader } from './load.ts';
import type { Target } from './targets.ts';

/** A contracting process with what it takes to write its releases. */
export interface Process extends Composed {
	kind: 'rfi' | 'procurement' | 'round' | 'agreement';
	subjectId: string;
	initiativeId: string;
}

/** The processes that a row is about: a procurement is one for each of its rounds. */
export async function loadProcess(db: Reader, target: Target): Promise<Process[]> {
	if (target.kind === 'rfi') return rfi(db, target.id);
	if (target.kind === 'agreement') return agreement(db, target.id);
	return procurement(db, target.id);
}

async function rfi(db: Reader, id: string): Promise<Process[]> {
	const facts = await loadRfi(db, id);
	if (!facts) return [];
	const { initiativeId } = facts;
	const compose: Process['compose'] = (at) => composeRfi(facts, at);
	return [{ kind: 'rfi', subjectId: id, initiativeId, compose, exact: rfiTimes(facts), days: [] }];
}

async function agreement(db: Reader, id: string): Promise<Process[]> {
	const facts = await loadAgreementProcess(db, id);
	if (!facts) return [];
	const times = agreementTimes(facts.agreement);
	return [
		{
			kind: 'agreement',
			subjectId: id,
			initiativeId: facts.initiativeId,
			compose: (at) => composeAgreement(facts, at),
			exact: [...times.exact, ...(facts.from ? [facts.from] : [])],
			days: times.days.map(noon)
		}
	];
}

async function procurement(db: Reader, id: string): Promise<Process[]> {
	const facts = await loadProcurement(db, id);
	if (!facts) return [];
	if (facts.lots.length > 0) return divided(facts, id);
	return facts.rounds.map((round) => oneRound(facts, round, round.number === 1 ? id : null));
}

/** The call is a process, and each round of each lot one of its own. */
function divided(facts: InInitiative, id: string): Process[] {
	const call = callOf(facts);
	return [
		oneRound({ ...call, initiativeId: facts.initiativeId }, call.rounds[0]!, id),
		...facts.rounds.map((round) => oneRound(asLot(facts, round.lot), round, null))
	];
}

type InInitiative = ProcurementFacts & { initiativeId: string };

/** @param whole the procurement's id, where the round stands for it */
function oneRound(facts: InInitiative, round: RoundFacts, whole: string | null): Process {
	const times = procurementTimes(facts, round.number);
	return {
		kind: whole ? 'procurement' : 'round',
		subjectId: whole ?? round.id,
		initiativeId: facts.initiativeId,
		compose: (at) => composeProcurement(facts, round.number, at),
		exact: times.exact,
		days: times.days.map(noon)
	};
}
