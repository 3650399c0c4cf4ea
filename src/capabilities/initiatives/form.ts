import { z } from 'zod';
import { id, optionalText, text } from '#platform/forms/fields.ts';
import { COUNTIES, municipalityOf, countyOf } from '#platform/places/index.ts';
import { THEMES } from '#platform/themes/index.ts';

/** Who may do what in the team of an initiative. */
export const TEAM_ROLES = [
	'coordinator',
	'editor',
	'facilitator',
	'procurement-officer',
	'opener',
	'evaluator',
	'reader'
] as const;
export type TeamRole = (typeof TEAM_ROLES)[number];

export const municipality = z.string().refine((code) => municipalityOf(code) !== null, {
	error: 'initiatives.error.municipality'
});
export const county = z
	.string()
	.refine((code) => countyOf(code) !== null, { error: 'initiatives.error.county' });
export const COUNTY_CODES = COUNTIES.map(({ code }) => code);

/** What an initiative is and where; shared by starting and by settings. */
export const describeShape = {
	title: text(160, 8),
	summary: optionalText(600),
	municipality: municipality.optional(),
	county: county.optional(),
	placeName: optionalText(120),
	themes: z.array(z.enum(THEMES)).min(1, { error: 'initiatives.error.theme' }).max(5)
};

export const startSchema = z.object({
	organisationId: id,
	method: z.string().max(60),
	...describeShape
});
