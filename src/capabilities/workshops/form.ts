import { z } from 'zod';
import * as fields from '#platform/forms/fields.ts';
import { LANGS } from '#platform/i18n/lang.ts';
import { FORMS, GROUPS, parseAgenda, SECTORS, SPOKEN, TAKES_PART_AS } from './rules.ts';

const agenda = fields
	.optionalText(4000)
	.refine((value) => !value || parseAgenda(value).wrong === null, { error: 'workshops.error.agenda' });

/** A workshop as it is written. Texts are in `textLang`; times are Swedish local time. */
export const workshopForm = z.object({
	textLang: z.enum(LANGS),
	title: fields.text(160),
	form: z.enum(FORMS),
	startsAt: fields.localDateTime,
	endsAt: fields.localDateTime,
	placeName: fields.optionalText(160),
	address: fields.optionalText(200),
	link: fields.webAddress.optional(),
	capacity: fields.integer(1, 10_000).optional(),
	langs: z.array(z.enum(SPOKEN)).min(1, { error: 'workshops.error.langs' }),
	about: fields.optionalText(6000),
	agenda,
	prepare: fields.optionalText(4000),
	accessibility: fields.optionalText(4000),
	/** Present when it already took place. */
	afterwards: fields.checkbox
});
export type WorkshopInput = z.output<typeof workshopForm>;

export const workshopEditForm = workshopForm
	.omit({ afterwards: true })
	.extend({ revision: fields.integer(1) });
export type WorkshopEdit = z.output<typeof workshopEditForm>;

export const cancelForm = z.object({ reason: fields.longText(2000, 3) });
export const nothingForm = z.object({});

const needs = {
	food: fields.optionalText(300),
	interpreter: fields.optionalText(300),
	access: fields.optionalText(300)
};

export const registrationForm = z.object({
	name: fields.text(120),
	email: z.email().max(200),
	takesPartAs: z.enum(TAKES_PART_AS),
	organisationName: fields.optionalText(200),
	sector: z.enum(SECTORS).optional(),
	attend: z.enum(['on-site', 'digital']).optional(),
	...needs
});
export type Registration = z.output<typeof registrationForm>;

export const needsForm = z.object({ attend: z.enum(['on-site', 'digital']).optional(), ...needs });

/** The answer to an invitation: yes comes with a registration. */
export const passOnForm = z.object({
	otherName: fields.text(120),
	otherEmail: z.email().max(200)
});

export const inviteForm = z.object({
	organisation: z.array(fields.id).max(500),
	/** As last filtered, so that the page shows the same list again. */
	q: fields.optionalText(100),
	sector: z.array(z.enum(SECTORS)),
	theme: z.array(z.string().max(60)).max(40),
	county: z.array(z.string().max(4)).max(30)
});
export type InviteChoice = z.output<typeof inviteForm>;

export const invitePersonForm = z.object({
	name: fields.text(120),
	email: z.email().max(200),
	mailLang: z.enum(LANGS),
	livedExperience: fields.checkbox
});

export const reachForm = z.object({ invitation: fields.id, email: z.email().max(200) });
export const invitationForm = z.object({ invitation: fields.id });

export const walkInForm = z.object({
	name: fields.text(120),
	takesPartAs: z.enum(TAKES_PART_AS),
	organisationName: fields.optionalText(200),
	sector: z.enum(SECTORS).optional()
});

export const presentOrganisationForm = z.object({
	organisationName: fields.text(200),
	sector: z.enum(SECTORS).optional(),
	persons: fields.integer(1, 10_000)
});

export const countField = (group: (typeof GROUPS)[number]) => `count-${group}` as const;
type CountFields = Record<ReturnType<typeof countField>, z.ZodOptional<ReturnType<typeof fields.integer>>>;

/** Who was there: ticked people, and for those not named a number per group. */
export const attendanceForm = z.object({
	present: z.array(fields.id).max(2000),
	...(Object.fromEntries(
		GROUPS.map((group) => [countField(group), fields.integer(0, 10_000).optional()])
	) as CountFields)
});
export type Attendance = z.output<typeof attendanceForm>;

export const minutesForm = z.object({
	textLang: z.enum(LANGS),
	minutes: fields.optionalText(40_000),
	revision: fields.integer(1),
	file: z.file().optional(),
	alt: fields.optionalText(300)
});
export type MinutesInput = z.output<typeof minutesForm>;

export const fileForm = z.object({ file: fields.id });
