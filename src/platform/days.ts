import Holidays from 'date-holidays';

// Swedish days. Local times are 'YYYY-MM-DDTHH:mm' and read as Swedish time; only calendars are compared
// here, never clocks: whether a deadline has passed is the database's word.

const sweden = new Holidays('SE');

export type DayWarning =
	| { kind: 'weekend'; day: 'saturday' | 'sunday' }
	| { kind: 'holiday'; name: string }
	| { kind: 'july' }
	| { kind: 'night' };

const dateOf = (local: string) => local.slice(0, 10);
const weekday = (date: string) => new Date(`${date}T12:00:00Z`).getUTCDay();

/** Name of a public holiday, or of an eve when offices are closed; null on other days. */
export function holidayOn(date: string): string | null {
	const found = sweden
		.getHolidays(Number(date.slice(0, 4)))
		.find((day) => day.date.startsWith(date) && (day.type === 'public' || day.type === 'bank'));
	return found?.name ?? null;
}

/** Why a deadline is badly chosen; several reasons may hold. Time of day counts between 8 and 17. */
export function dayWarnings(local: string): DayWarning[] {
	const date = dateOf(local);
	const warnings: DayWarning[] = [];
	const day = weekday(date);
	if (day === 6 || day === 0) warnings.push({ kind: 'weekend', day: day === 6 ? 'saturday' : 'sunday' });
	const holiday = holidayOn(date);
	if (holiday) warnings.push({ kind: 'holiday', name: holiday });
	if (date.slice(5, 7) === '07') warnings.push({ kind: 'july' });
	const hour = Number(local.slice(11, 13));
	if (hour < 8 || hour >= 17) warnings.push({ kind: 'night' });
	return warnings;
}

export function isWorkingDay(date: string): boolean {
	const day = weekday(date);
	return day !== 0 && day !== 6 && holidayOn(date) === null;
}

export function addDays(date: string, days: number): string {
	const moved = new Date(`${date}T12:00:00Z`);
	moved.setUTCDate(moved.getUTCDate() + days);
	return moved.toISOString().slice(0, 10);
}

/** The first working day outside July, `days` after `date` or later, at 15.00. */
export function workingDayAt15(date: string, days: number): string {
	let found = addDays(date, days);
	while (!isWorkingDay(found) || found.slice(5, 7) === '07') found = addDays(found, 1);
	return `${found}T15:00`;
}

/** What is proposed to whoever sets deadlines: six weeks for answers, half of it for questions. */
export function proposedDeadlines(today: string): { questionsUntil: string; answersUntil: string } {
	const questionsUntil = workingDayAt15(today, 21);
	const answersUntil = workingDayAt15(today, 42);
	// July may push both to the same day in August: two weeks must remain after the answers to questions.
	const least = workingDayAt15(dateOf(questionsUntil), 14);
	return { questionsUntil, answersUntil: answersUntil < least ? least : answersUntil };
}
