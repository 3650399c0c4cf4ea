import { z } from 'zod';
import { checkbox, date, id, longText, optionalText, text, webAddress } from '#platform/forms/fields.ts';
import { TARGET_GROUPS, THEMES } from '#platform/themes/index.ts';
import type { MembershipRole } from '#platform/access/index.ts';
import type { Lang, MessageKey, Translator } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { ROLE_KEYS, ROLES, SECTORS, type Sector } from './words.ts';

export * from './words.ts';
export * from './query.ts';
export { facetGroups, facetLabel } from './facets.ts';

/** Addresses that the directory itself uses. */
export const RESERVED_SLUGS = ['new', 'import', 'invitation', 'claims', 'export'];

const links = z
	.string()
	.max(3000)
	.optional()
	.refine((lines) => parseLinks(lines ?? '') !== null, { error: 'actors.links.error' });

/** Creating and editing. Texts are in the language of the page. */
export const organisationForm = z.object({
	name: text(150, 2),
	sector: z.enum(SECTORS),
	orgNumber: z.string().max(40).optional(),
	soleTrader: checkbox,
	country: z.string().length(2).default('SE'),
	municipality: z.string().length(4).optional(),
	county: z.string().length(2).optional(),
	region: optionalText(100),
	about: optionalText(3000),
	offers: optionalText(3000),
	needs: optionalText(3000),
	themes: z.array(z.enum(THEMES)).max(12),
	targetGroups: z.array(z.enum(TARGET_GROUPS)).max(12),
	website: webAddress.optional(),
	links
});
export type OrganisationInput = z.output<typeof organisationForm>;

/** Editing says which version was read, so that nobody overwrites what another wrote meanwhile. */
export const editForm = organisationForm.extend({ version: text(40) });

/** A new organisation, with the creator's own wish to speak for it. */
export const createForm = organisationForm.extend({
	mine: checkbox,
	words: optionalText(1000)
});

export const hideForm = z.object({ reason: longText(500, 5) });

export const claimForm = z.object({
	role: z.enum(ROLES),
	title: optionalText(100),
	words: longText(1000, 10),
	proof: z.instanceof(File).optional()
});

export const decideClaimForm = z.object({
	claim: id,
	outcome: z.enum(['approved', 'refused']),
	role: z.enum(ROLES).optional(),
	reason: optionalText(500)
});

export const inviteForm = z.object({
	email: z.email({ error: 'form.error.email' }).max(200),
	role: z.enum(ROLES)
});

export const membershipForm = z.object({ membership: id });
export const roleForm = membershipForm.extend({ role: z.enum(ROLES), title: optionalText(100) });
export const showForm = membershipForm.extend({ shown: checkbox });
export const lendForm = membershipForm.extend({ substitute: id, startsOn: date, endsOn: date });
export const endLendForm = z.object({ substitution: id });
export const invitationForm = z.object({ invitation: id });
export const emptyForm = z.object({});
export const uploadForm = z.object({ file: z.instanceof(File, { error: 'form.error.required' }) });

export interface LinkLine {
	label: string;
	url: string;
}

/** One address per line, words before it become its label. Null when a line holds no address. */
export function parseLinks(lines: string): LinkLine[] | null {
	const parsed = lines
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean)
		.map((line) => {
			const url = line.split(/\s+/).at(-1)!;
			if (!webAddress.safeParse(url).success) return null;
			return { label: line.slice(0, -url.length).trim() || new URL(url).host.replace(/^www\./, ''), url };
		});
	return parsed.some((link) => link === null) || parsed.length > 10 ? null : (parsed as LinkLine[]);
}

export function linksAsText(links: readonly LinkLine[]): string {
	return links.map(({ label, url }) => (url.includes(label) ? url : `${label} ${url}`)).join('\n');
}

export const withdrawForm = z.object({ claim: id });

/** What stands in the form before anything is typed: texts in the page's language only. */
export function formValues(
	org: {
		name: string;
		sector: Sector;
		orgNumber: string | null;
		country: string;
		municipality: string | null;
		county: string | null;
		region: string | null;
		about: LocalText | null;
		offers: LocalText | null;
		needs: LocalText | null;
		themes: string[];
		targetGroups: string[];
		website: string | null;
		links: LinkLine[];
	},
	lang: Lang
) {
	return {
		name: org.name,
		sector: org.sector,
		orgNumber: org.orgNumber ?? '',
		country: org.country,
		municipality: org.municipality ?? '',
		// The municipality says it already.
		county: org.municipality ? '' : (org.county ?? ''),
		region: org.region ?? '',
		about: org.about?.t[lang] ?? '',
		offers: org.offers?.t[lang] ?? '',
		needs: org.needs?.t[lang] ?? '',
		themes: org.themes,
		targetGroups: org.targetGroups,
		website: org.website ?? '',
		links: linksAsText(org.links)
	};
}

/** Roles with what each may do. */
export function roleOptions(t: Translator, roles: readonly MembershipRole[] = ROLES) {
	return roles.map((role) => ({ value: role, label: t(ROLE_KEYS[role]), hint: t(ROLE_HINTS[role]) }));
}

const ROLE_HINTS: Record<MembershipRole, MessageKey> = {
	member: 'actors.role.member-hint',
	representative: 'actors.role.representative-hint',
	'decision-maker': 'actors.role.decision-maker-hint'
};
