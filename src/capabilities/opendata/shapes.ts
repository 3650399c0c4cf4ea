import { z } from 'zod';
import { SECTORS } from '#capabilities/actors/form.ts';
import { BANDS, UNITS } from '#capabilities/effects/rules.ts';
import { METHOD_KINDS, planSchema } from '#capabilities/methods/form.ts';
import { THEMES } from '#platform/themes/index.ts';

// What /api/v1 answers with. The description at /api/v1/openapi.json is made from these shapes and every answer
// is passed through them, so a field that is not here can never be sent. Fields are added, never changed.

/** Gives a shape its name in the description. */
export const shapes = z.registry<{ id: string }>();
function named<S extends z.ZodType>(id: string, shape: S): S {
	shapes.add(shape, { id });
	return shape;
}

const at = z.iso.datetime().describe('Point in time, UTC');
const day = z.iso.date().describe('Calendar date, YYYY-MM-DD');
const minor = z.number().int().describe('Amount in minor units of the currency (öre)');
const id = z.uuid();
const theme = z.enum(THEMES);

export const words = named(
	'Text',
	z
		.object({
			original: z.enum(['sv', 'en']).describe('The language it was written in'),
			sv: z.string().optional(),
			en: z.string().optional()
		})
		.describe('What people wrote, in the languages that exist')
);
const pages = named(
	'Pages',
	z.object({ sv: z.url(), en: z.url() }).describe('The page for people, in each language')
);
const run = named(
	'InitiativeReference',
	z.object({ id, slug: z.string(), title: words }).describe('The initiative it belongs to')
);
const organisationName = named('OrganisationReference', z.object({ id, slug: z.string(), name: z.string() }));
const place = named(
	'Place',
	z.object({
		country: z.string().describe('ISO 3166-1 code'),
		municipality: z.string().nullable().describe('Code of a Swedish municipality, four digits'),
		county: z.string().nullable().describe('Code of a Swedish county, two digits'),
		name: z.string().nullable().describe('A smaller place, in words')
	})
);

export const initiative = named(
	'Initiative',
	z.object({
		id,
		slug: z.string(),
		title: words,
		summary: words.nullable(),
		owner: organisationName,
		place,
		themes: z.array(theme),
		method: z.object({ key: z.string(), version: z.number().int() }),
		phase: z.string().describe('Key of the phase it is in; the method explains it'),
		status: z.enum(['ongoing', 'finished', 'stopped']),
		budgetMinor: minor.nullable().describe('As the owner published it with the challenge, in öre'),
		currency: z.string(),
		publishedAt: at,
		closedAt: at.nullable(),
		pages
	})
);

export const initiativeDetail = named(
	'InitiativeDetail',
	z.object({
		...initiative.shape,
		phases: z.array(
			z.object({
				key: z.string(),
				name: words,
				state: z.enum(['done', 'now', 'todo']),
				plannedStart: day.nullable(),
				plannedEnd: day.nullable(),
				passedAt: at.nullable()
			})
		),
		takingPart: z.array(z.object({ ...organisationName.shape, sector: z.enum(SECTORS) })),
		conclusion: z
			.object({
				verdict: z.enum(['changed', 'partly', 'unchanged', 'unknown']),
				text: words,
				caveats: words.nullable(),
				publishedAt: at
			})
			.nullable()
			.describe('What changed for whom, or did not')
	})
);

const texts = z.object({ sv: z.string().optional(), en: z.string().optional() });
const coded = z.object({ code: z.string(), name: z.string() });
export const organisation = named(
	'Organisation',
	z.object({
		id,
		url: z.url(),
		name: z.string(),
		sector: z.enum(SECTORS),
		organisationNumber: z.string().nullable().describe('Never of sole traders, whose number is personal'),
		place: z.object({
			country: z.string(),
			municipality: coded.nullable(),
			county: coded.nullable(),
			region: z.string().nullable()
		}),
		themes: z.array(z.string()),
		targetGroups: z.array(z.string()),
		about: texts,
		offers: texts,
		needs: texts,
		website: z.string().nullable(),
		claimed: z.boolean().describe('Somebody is approved to speak for it'),
		updatedAt: at
	})
);

export const workshop = named(
	'Workshop',
	z.object({
		id,
		initiative: run,
		title: words,
		about: words.nullable(),
		startsAt: at,
		endsAt: at,
		form: z.enum(['on-site', 'digital', 'both']),
		place: z.string().nullable(),
		municipality: z.string().nullable(),
		languages: z.array(z.string()),
		cancelled: z.boolean(),
		pages
	})
);

export const call = named(
	'Call',
	z
		.object({
			id,
			initiative: run,
			title: words,
			background: words.nullable(),
			desiredEffect: words.nullable(),
			state: z.enum(['open', 'closed', 'cancelled']),
			questionsUntil: at,
			answersUntil: at,
			cpv: z.array(z.string()),
			version: z.number().int(),
			publishedAt: at,
			pages
		})
		.describe('Request for information (RFI), in its newest published version')
);

export const procurement = named(
	'Procurement',
	z.object({
		id,
		initiative: run,
		title: words,
		aim: words.nullable(),
		decidedBy: z.string(),
		decidedOn: day,
		diaryNumber: z.string(),
		cancelled: z.boolean(),
		currency: z.string(),
		rounds: z.array(
			z.object({
				number: z.number().int(),
				lot: z.object({ number: z.number().int(), title: words }).nullable(),
				kind: z.enum(['design', 'prototype', 'test', 'other']),
				name: words,
				places: z.number().int(),
				budgetMinor: minor,
				questionsUntil: at.nullable(),
				tendersUntil: at.nullable(),
				awards: z.array(z.object({ organisation: z.string(), priceMinor: minor }))
			})
		),
		publishedAt: at,
		pages
	})
);

export const agreement = named(
	'Agreement',
	z.object({
		id,
		initiative: run,
		title: words,
		purpose: words,
		form: z.string(),
		startsOn: day.nullable(),
		endsOn: day.nullable(),
		currency: z.string(),
		fixedMinor: minor,
		capMinor: minor.nullable(),
		paidMinor: minor.describe('Paid so far, repayments taken off, in öre'),
		parties: z.array(z.object({ organisation: z.string(), role: z.string() })),
		publishedAt: at,
		pages
	})
);

export const indicator = named(
	'Indicator',
	z.object({
		id,
		initiative: run,
		name: words,
		definition: words.nullable(),
		source: words.describe('Where the figures come from'),
		step: z.object({ name: words, band: z.enum(BANDS) }).describe('Step of the results staircase'),
		unit: z.enum(UNITS),
		unitLabel: words.nullable(),
		better: z.enum(['up', 'down']),
		measurements: z.array(
			z.object({
				kind: z.enum(['baseline', 'measurement']),
				periodStart: day,
				periodEnd: day,
				value: z.number().nullable().describe('Null where it rests on too few persons to be shown'),
				n: z.number().int().nullable().describe('How many it rests on; null where it is not shown'),
				interval: z.object({ low: z.number(), high: z.number() }).nullable().describe('95 % interval'),
				design: z.number().int().describe('0 story … 5 randomised trial')
			})
		),
		targets: z.array(
			z.object({
				value: z.number(),
				by: day,
				state: z.enum(['reached', 'not-yet', 'missed', 'not-measured'])
			})
		),
		publishedAt: at,
		pages
	})
);

export const insight = named(
	'Insight',
	z.object({
		id,
		initiative: run,
		words: z.string(),
		language: z.string().describe('BCP 47 tag'),
		kind: z.enum(['observation', 'need', 'idea', 'obstacle', 'question']),
		scope: z.enum(['local', 'national']),
		themes: z.array(z.string()),
		alike: z.number().int().describe('How many others said the same'),
		publishedAt: at
	})
);

export const method = named(
	'Method',
	z.object({
		key: z.string(),
		kind: z.enum(METHOD_KINDS).describe('innovation-model: for initiatives; pcp: for procurements in phases'),
		version: z.number().int(),
		name: words,
		summary: words,
		phases: z.array(
			z.object({
				key: z.string(),
				name: words,
				summary: words,
				steps: z.array(z.object({ key: z.string(), name: words, kinds: z.array(z.string()) })),
				gate: z.record(z.string(), z.unknown()).describe('Condition over facts that must hold to go on'),
				plan: planSchema
					.optional()
					.describe('Suggested where a procurement is begun; share in percent of the whole budget')
			})
		),
		publishedAt: at
	})
);

export const failure = named(
	'Error',
	z.object({
		error: z.object({
			code: z.string(),
			message: z.string(),
			parameters: z.array(z.object({ name: z.string(), message: z.string() })).optional()
		})
	})
);

export const THEME_FILTER = theme.describe('Only what is about this theme');
