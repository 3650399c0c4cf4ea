import type { MethodDefinition } from '#capabilities/methods/form.ts';
import type { LocalText } from '#platform/i18n/text.ts';

// What becomes of a running initiative under another version of its method. Pure decisions.

/** Where it stands after a move: its own phase where that exists, else the chosen one, else null. */
export function phaseAfterMove(to: MethodDefinition, current: string, chosen?: string): string | null {
	const has = (key: string | undefined) => to.phases.some((phase) => phase.key === key);
	if (has(current)) return current;
	return chosen !== undefined && has(chosen) ? chosen : null;
}

/** The phase to suggest where the present one is gone: the first of the new version that has not been passed. */
export function suggestedPhase(to: MethodDefinition, passed: ReadonlySet<string>): string {
	const next = to.phases.find((phase) => !passed.has(phase.key));
	return (next ?? to.phases[to.phases.length - 1]!).key;
}

/**
 * The phase under which something of a kind is shown: where it says itself, if the method has it and that phase
 * holds the kind; else where the method holds the kind; else where it stood, or where the initiative is now.
 */
export function phaseOfKind(method: MethodDefinition, kind: string, own: string, current: string): string {
	const holders = method.phases.filter((phase) => phase.steps.some((step) => step.kinds.includes(kind)));
	if (holders.some((phase) => phase.key === own)) return own;
	if (holders.length > 0) return holders[0]!.key;
	return method.phases.some((phase) => phase.key === own) ? own : current;
}

/** How far a phase has come. Without a date of passing, what lies behind was never done: it came with a later version. */
export function phaseState(
	index: number,
	at: number,
	{ passed, closedAs }: { passed: boolean; closedAs: 'finished' | 'stopped' | null }
): { state: 'done' | 'now' | 'todo'; skipped: boolean } {
	if (index < at || (closedAs === 'finished' && index <= at))
		return passed ? { state: 'done', skipped: false } : { state: 'todo', skipped: true };
	return { state: index === at && !closedAs ? 'now' : 'todo', skipped: false };
}

/** Where a run stands, as lists read it. */
export interface ChainState {
	phase: string;
	/** Keys of the phases it has gone through, also of those that its version no longer has. */
	passed: readonly string[];
	closedAs: 'finished' | 'stopped' | null;
}

/** The phases of a run's version with how far it has come, for the small chain on its card. */
export function smallChain(
	phases: MethodDefinition['phases'],
	{ phase: current, passed, closedAs }: ChainState
): { key: string; name: LocalText; state: 'done' | 'now' | 'todo' }[] {
	const at = phases.findIndex((phase) => phase.key === current);
	return phases.map(({ key, name }, index) => ({
		key,
		name: name as LocalText,
		state: phaseState(index, at, { passed: passed.includes(key), closedAs }).state
	}));
}
