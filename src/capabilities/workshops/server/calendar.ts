import { TZDate } from '@date-fns/tz';
import { getVtimezoneComponent } from '@touch4it/ical-timezones';
import ical, { ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { TIME_ZONE, translator, type Lang } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Workshop } from './access.ts';

export interface CalendarOptions {
	/** REQUEST and CANCEL go to one attendee; PUBLISH is the file on the public page. */
	method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
	sequence: number;
	lang: Lang;
	/** Address of the page, without the attendee's own token. */
	url: string;
	attendee?: { name: string; email: string };
}

/** One UID per workshop and installation, for ever: that is how calendars know a change from a new meeting. */
export function calendarUid(workshopId: string): string {
	return `workshop-${workshopId}@${new URL(config().PUBLIC_URL).hostname}`;
}

/** The workshop as iCalendar text. The digital room's address is only in what one attendee gets. */
export function calendarOf(workshop: Workshop, options: CalendarOptions): string {
	const calendar = ical({
		prodId: '//Motesplats//Workshops//SV',
		method: ICalCalendarMethod[options.method]
	});
	// A named zone would make an invalid TIMEZONE-ID; without a name only VTIMEZONE is written.
	calendar.timezone({ name: null, generator: getVtimezoneComponent });
	calendar.createEvent({
		id: calendarUid(workshop.id),
		sequence: options.sequence,
		stamp: new Date(),
		timezone: TIME_ZONE,
		start: inSweden(workshop.startsAt),
		end: inSweden(workshop.endsAt),
		summary: plainText(workshop.title, options.lang),
		description: descriptionOf(workshop, options),
		location: placeOf(workshop, options),
		url: options.url,
		status: options.method === 'CANCEL' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
		organizer: organizer(),
		attendees: options.attendee
			? [{ ...options.attendee, status: ICalAttendeeStatus.ACCEPTED, rsvp: false }]
			: []
	});
	return calendar.toString();
}

// A plain Date would be written in the server's own zone.
const inSweden = (date: Date) => new TZDate(date.getTime(), TIME_ZONE);

function placeOf(workshop: Workshop, { method }: CalendarOptions): string {
	const room = [workshop.placeName, workshop.address].filter(Boolean).join(', ');
	const link = method === 'REQUEST' ? workshop.link : null;
	return [workshop.form === 'digital' ? null : room, link].filter(Boolean).join(' · ');
}

function descriptionOf(workshop: Workshop, { lang, url }: CalendarOptions): string {
	const prepare = plainText(workshop.prepare, lang);
	const t = translator(lang);
	return [prepare && `${t('workshops.prepare.title')}: ${prepare}`, url].filter(Boolean).join('\n\n');
}

function organizer(): { name: string; email: string } {
	const found = /^(.*)<([^>]+)>\s*$/.exec(config().MAIL_FROM);
	return found
		? { name: found[1]!.trim() || 'Mötesplats', email: found[2]! }
		: { name: 'Mötesplats', email: config().MAIL_FROM };
}
