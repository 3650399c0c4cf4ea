import { TIME_ZONE } from '#platform/i18n/index.ts';

const parts = new Intl.DateTimeFormat('sv-SE', {
	timeZone: TIME_ZONE,
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
	hour: '2-digit',
	minute: '2-digit'
});

/** 'YYYY-MM-DDTHH:mm' in Swedish time, as `<input type="datetime-local">` wants it; local values pass unchanged. */
export function localDateTime(value: Date | string | null | undefined): string {
	if (!value) return '';
	if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value)) return value;
	const date = new Date(value);
	return Number.isNaN(date.getTime()) ? String(value) : parts.format(date).replace(' ', 'T');
}

/** What `<time datetime>` wants: a calendar date as it is, an instant in UTC. */
export function machineTime(value: Date | string): string {
	if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
	const date = new Date(value);
	return Number.isNaN(date.getTime()) ? String(value) : date.toISOString();
}
