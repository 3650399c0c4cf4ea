/** Deadlines as a calendar file (RFC 5545), which calendars update when it is opened again. */
import { TZDate } from '@date-fns/tz';
import { getVtimezoneComponent } from '@touch4it/ical-timezones';
import ical from 'ical-generator';
import { TIME_ZONE } from '#platform/i18n/index.ts';

export interface Deadlines {
	/** The calendar's name. */
	name: string;
	/** Page that tells more; whole address. */
	url: string;
	/** How often the deadlines have been moved: the same ids with a higher number replace the earlier ones. */
	sequence: number;
	/** When they were last set. */
	stamp: Date;
	events: { id: string; at: Date; summary: string }[];
}

/** Each deadline is a quarter of an hour that ends with it. */
export function deadlineFile({ name, url, sequence, stamp, events }: Deadlines): string {
	const calendar = ical({ name });
	calendar.timezone({ name: null, generator: getVtimezoneComponent } as never);
	for (const { id, at, summary } of events) {
		calendar.createEvent({
			id: `${id}@motesplats`,
			sequence,
			stamp,
			timezone: TIME_ZONE,
			start: new TZDate(+at - 15 * 60_000, TIME_ZONE),
			end: new TZDate(+at, TIME_ZONE),
			summary,
			description: url,
			url
		});
	}
	return calendar.toString();
}

/** The answer that a browser hands to the calendar. */
export function calendarResponse(content: string, name: string): Response {
	return new Response(content, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': `attachment; filename="${name}.ics"`
		}
	});
}
