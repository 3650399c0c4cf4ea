import { AppError } from '#platform/errors/index.ts';
import type { ScoreEntry } from '#capabilities/procurements/index.ts';

/**
 * Points and reasons of a form, one pair per criterion (`points.<id>`, `reason.<id>`). A criterion left wholly
 * empty is left out, so that one can save half a page; one half of a pair is an error at the other half.
 */
export function scoresFrom(form: FormData, criteria: { id: string }[]): ScoreEntry[] {
	const entries: ScoreEntry[] = [];
	for (const { id } of criteria) {
		const points = String(form.get(`points.${id}`) ?? '').trim();
		const reason = String(form.get(`reason.${id}`) ?? '')
			.replace(/\r\n/g, '\n')
			.trim();
		if (!points && !reason) continue;
		if (!points) throw lacking(`points.${id}`, 'procurement.refuse.points');
		if (!reason) throw lacking(`reason.${id}`, 'procurement.refuse.reason');
		entries.push({ criterionId: id, points: Number(points), reason });
	}
	return entries;
}

function lacking(field: string, key: 'procurement.refuse.points' | 'procurement.refuse.reason'): AppError {
	return new AppError('invalid', 'form.error.failed', { fields: { [field]: key } });
}
