import { z } from 'zod';
import type { Lang, MessageKey, Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Db } from '#platform/server/db/index.ts';
import { defineMail, type MailContent } from '#platform/server/mail/index.ts';
import { findWorkshop, type Workshop } from './access.ts';
import { calendarOf } from './calendar.ts';
import { makeLink } from './links.ts';

export const MAIL_EVENTS = [
	'confirmed',
	'waiting',
	'place',
	'changed',
	'withdrawn',
	'cancelled',
	'reminder',
	'minutes'
] as const;
export type MailEvent = (typeof MAIL_EVENTS)[number];

const participantMail = z.object({
	participantId: z.uuid(),
	event: z.enum(MAIL_EVENTS),
	/** The participant's own, raised in the transaction that queued the mail. */
	sequence: z.number().int()
});

/** Everything that happens to somebody's place, with the calendar's part where it concerns the calendar. */
export const participantMailTemplate = defineMail({
	name: 'workshop.participant',
	schema: participantMail,
	recipient: async (db, { participantId }) => {
		const row = await participantOf(db, participantId);
		return row?.email ? { email: row.email, name: row.name, lang: row.lang as Lang } : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = (await participantOf(db, data.participantId))!;
		const workshop = (await findWorkshop(db, row.workshop_id))!;
		const link = await makeLink(db, { workshopId: workshop.id, participantId: row.id }, recipient.lang);
		const content = sentences(t, workshop, data.event);
		return {
			...content,
			body: [
				t('workshops.mail.hello', { name: row.name }),
				...content.body,
				...(data.event === 'withdrawn' || data.event === 'cancelled'
					? []
					: [{ list: factLines(t, workshop, true) }]),
				{ link, text: t('workshops.mail.my-page') }
			],
			calendar: calendarPart(workshop, data, recipient, await pageOf(db, workshop, recipient.lang)),
			reason: t('workshops.mail.reason', { title: plainText(workshop.title, t.lang) })
		};
	}
});

// keys: workshops.mail.confirmed.subject workshops.mail.confirmed.body workshops.mail.waiting.subject
// keys: workshops.mail.waiting.body workshops.mail.place.subject workshops.mail.place.body
// keys: workshops.mail.changed.subject workshops.mail.changed.body workshops.mail.withdrawn.subject
// keys: workshops.mail.withdrawn.body workshops.mail.cancelled.subject workshops.mail.cancelled.body
// keys: workshops.mail.reminder.subject workshops.mail.reminder.body workshops.mail.minutes.subject
// keys: workshops.mail.minutes.body
function sentences(
	t: Translator,
	workshop: Workshop,
	event: MailEvent
): Pick<MailContent, 'subject' | 'body'> {
	const params = {
		title: plainText(workshop.title, t.lang),
		when: whenOf(t, workshop),
		reason: plainText(workshop.cancelReason, t.lang)
	};
	return {
		subject: t(`workshops.mail.${event}.subject`, params),
		body: [t(`workshops.mail.${event}.body`, params)]
	};
}

/** In the calendar: a place or a change of it (REQUEST), its end (CANCEL). */
const METHOD: Partial<Record<MailEvent, 'REQUEST' | 'CANCEL'>> = {
	confirmed: 'REQUEST',
	place: 'REQUEST',
	changed: 'REQUEST',
	withdrawn: 'CANCEL',
	cancelled: 'CANCEL'
};

function calendarPart(
	workshop: Workshop,
	data: z.output<typeof participantMail>,
	recipient: { email: string; name?: string | null; lang: Lang },
	url: string
): MailContent['calendar'] {
	const method = METHOD[data.event];
	if (!method) return undefined;
	const attendee = { name: recipient.name ?? recipient.email, email: recipient.email };
	const { lang } = recipient;
	return { method, content: calendarOf(workshop, { method, sequence: data.sequence, lang, url, attendee }) };
}

/** Asks somebody to come. The link is theirs alone: it answers without an account. */
export const invitationMail = defineMail({
	name: 'workshop.invitation',
	schema: z.object({ invitationId: z.uuid(), event: z.enum(['invited', 'called-off']) }),
	recipient: async (db, { invitationId }) => {
		const row = await invitationOf(db, invitationId);
		return row?.email ? { email: row.email, name: row.name, lang: row.lang as Lang } : null;
	},
	render: async ({ db, data, t, recipient }) => {
		const row = (await invitationOf(db, data.invitationId))!;
		const workshop = (await findWorkshop(db, row.workshop_id))!;
		await db
			.updateTable('workshop_invitation')
			.set({ sent_at: new Date() })
			.where('id', '=', row.id)
			.execute();
		return data.event === 'invited'
			? invited(db, t, workshop, row, recipient.lang)
			: calledOff(t, workshop, row.name);
	}
});

type InvitationRow = NonNullable<Awaited<ReturnType<typeof invitationOf>>>;

async function invited(
	db: Db,
	t: Translator,
	workshop: Workshop,
	row: InvitationRow,
	lang: Lang
): Promise<MailContent> {
	const link = await makeLink(db, { workshopId: workshop.id, invitationId: row.id }, lang);
	const title = plainText(workshop.title, lang);
	const owner = row.owner;
	const about = plainText(workshop.about, lang);
	const why: MessageKey = row.lived_experience
		? 'workshops.mail.invited.lived-experience'
		: row.organisation_name
			? 'workshops.mail.invited.organisation'
			: 'workshops.mail.invited.person';
	return {
		subject: t('workshops.mail.invited.subject', { title, owner }),
		body: [
			...(row.name ? [t('workshops.mail.hello', { name: row.name })] : []),
			t(why, { title, owner, organisation: row.organisation_name ?? '' }),
			{ list: factLines(t, workshop, false) },
			...(about ? [about.slice(0, 1500)] : []),
			{ link, text: t('workshops.mail.invited.answer') }
		],
		reason: t('workshops.mail.invited.reason', { owner })
	};
}

function calledOff(t: Translator, workshop: Workshop, name: string | null): MailContent {
	const params = {
		title: plainText(workshop.title, t.lang),
		when: whenOf(t, workshop),
		reason: plainText(workshop.cancelReason, t.lang)
	};
	return {
		subject: t('workshops.mail.cancelled.subject', params),
		body: [
			...(name ? [t('workshops.mail.hello', { name })] : []),
			t('workshops.mail.cancelled.body', params)
		],
		reason: t('workshops.mail.reason', params)
	};
}

/** When and where, a line each. The digital room's address only for those with a place. */
export function factLines(t: Translator, workshop: Workshop, withLink: boolean): string[] {
	const place = [workshop.placeName, workshop.address].filter(Boolean).join(', ');
	return [
		t('workshops.mail.line.when', { when: whenOf(t, workshop) }),
		...(workshop.form === 'digital'
			? [t('workshops.mail.line.digital')]
			: [t('workshops.mail.line.where', { place })]),
		...(workshop.form === 'both' ? [t('workshops.mail.line.both')] : []),
		...(withLink && workshop.link && workshop.form !== 'on-site'
			? [t('workshops.mail.line.link', { link: workshop.link })]
			: [])
	];
}

export function whenOf(t: Translator, workshop: { startsAt: Date; endsAt: Date }): string {
	const sameDay = t.date(workshop.startsAt) === t.date(workshop.endsAt);
	return `${t.dateTime(workshop.startsAt)}–${sameDay ? t.time(workshop.endsAt) : t.dateTime(workshop.endsAt)}`;
}

/** The public page, for calendars: they are shared and forwarded, so it carries no token. */
async function pageOf(db: Db, workshop: Workshop, lang: Lang): Promise<string> {
	const { slug } = await db
		.selectFrom('initiative')
		.select('slug')
		.where('id', '=', workshop.initiativeId)
		.executeTakeFirstOrThrow();
	return `${config().PUBLIC_URL}/${lang}/initiatives/${slug}/workshops/${workshop.id}`;
}

function participantOf(db: Db, id: string) {
	return db
		.selectFrom('workshop_participant')
		.select(['id', 'workshop_id', 'name', 'email', 'lang'])
		.where('id', '=', id)
		.executeTakeFirst();
}

function invitationOf(db: Db, id: string) {
	return db
		.selectFrom('workshop_invitation as v')
		.innerJoin('workshop as w', 'w.id', 'v.workshop_id')
		.innerJoin('initiative as i', 'i.id', 'w.initiative_id')
		.innerJoin('organisation as owner', 'owner.id', 'i.organisation_id')
		.leftJoin('organisation as o', 'o.id', 'v.organisation_id')
		.select(['v.id', 'v.workshop_id', 'v.name', 'v.email', 'v.lang', 'v.lived_experience'])
		.select(['owner.name as owner', 'o.name as organisation_name'])
		.where('v.id', '=', id)
		.executeTakeFirst();
}
