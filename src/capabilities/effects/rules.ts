import type { MessageKey } from '#platform/i18n/keys.ts';

export const UNITS = ['persons', 'share', 'index', 'days', 'count', 'money', 'other'] as const;
export type Unit = (typeof UNITS)[number];
export const BANDS = ['output', 'outcome', 'impact'] as const;
export type Band = (typeof BANDS)[number];
export const VERDICTS = ['changed', 'partly', 'unchanged', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];
/** How strong the evidence is, from a story to a randomised trial. */
export const DESIGNS = [0, 1, 2, 3, 4, 5] as const;

/** Below this many persons a figure is not shown to the public: it could point at somebody. */
export const PUBLIC_MIN_N = 5;
/** Below this many a figure is shown with a warning that chance weighs heavily. */
export const SMALL_N = 30;

export interface NewMeasurement {
	unit: Unit;
	value: number;
	n: number | null;
	periodStart: string;
	periodEnd: string;
}

/** Why a figure cannot be taken in; field name and sentence, or null. */
export function measurementFault(m: NewMeasurement): { field: string; reason: MessageKey } | null {
	if (m.periodEnd < m.periodStart) return { field: 'periodEnd', reason: 'effects.fault.period' };
	if (m.unit !== 'share') return null;
	if (m.n === null) return { field: 'n', reason: 'effects.fault.share-needs-n' };
	if (m.value < 0 || m.value > 100) return { field: 'value', reason: 'effects.fault.share-range' };
	// 37 % of 4 persons cannot be: a share must lie on k/n when rounded to the decimals it was given with.
	return isPossibleShare(m.value, m.n) ? null : { field: 'value', reason: 'effects.fault.share-impossible' };
}

/** True when some whole number k of n gives this percentage at the precision it is written with (GRIM test). */
export function isPossibleShare(percent: number, n: number): boolean {
	const decimals = (String(percent).split('.')[1] ?? '').length;
	const half = 0.5 * 10 ** -decimals + 1e-9;
	const k = Math.round((percent / 100) * n);
	return [k - 1, k, k + 1].some(
		(count) => count >= 0 && count <= n && Math.abs((100 * count) / n - percent) <= half
	);
}

/**
 * 95 % interval of a share, in percent (Wilson's score interval; Wilson 1927, JASA 22, 209–212). It stays
 * within 0–100 and is honest for small n, where the usual textbook interval is not.
 */
export function wilson(percent: number, n: number): { low: number; high: number } {
	const z = 1.959964;
	const p = percent / 100;
	const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
	const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
	return { low: Math.max(0, 100 * (centre - half)), high: Math.min(100, 100 * (centre + half)) };
}

/** May the public see this figure? Shares and persons of very few would point at somebody. */
export function isPublicFigure(unit: Unit, value: number, n: number | null): boolean {
	if (n !== null && n < PUBLIC_MIN_N) return false;
	return !(unit === 'persons' && value > 0 && value < PUBLIC_MIN_N);
}

export type TargetState = 'reached' | 'not-yet' | 'missed' | 'not-measured';

/** Where an indicator stands against its target. `passed`: the target's date is over, by the database. */
export function targetState(
	latest: number | null,
	target: number,
	direction: 'up' | 'down',
	passed: boolean
): TargetState {
	if (latest === null) return passed ? 'missed' : 'not-measured';
	const reached = direction === 'up' ? latest >= target : latest <= target;
	return reached ? 'reached' : passed ? 'missed' : 'not-yet';
}
