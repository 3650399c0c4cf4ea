import { day } from '../clock.ts';

/** The baseline and the three years after it, up to the last whole one. */
export function measuredYears(): number[] {
	const last = Number(day(0).slice(0, 4)) - 1;
	return [last - 3, last - 2, last - 1, last];
}

/** How long ago it was. */
export const daysSince = (date: string) =>
	Math.floor((Date.parse(`${day(0)}T12:00:00Z`) - Date.parse(`${date}T12:00:00Z`)) / 86_400_000);
/** A day so many days after another one. */
export const later = (date: string, days: number) =>
	new Date(Date.parse(`${date}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
