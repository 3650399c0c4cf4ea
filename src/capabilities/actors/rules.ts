import { countyOf, isCountry, municipalityOf, plainLetters } from '#platform/places/index.ts';
import type { MembershipRole } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import type { OrganisationInput } from './form.ts';
import { parseOrgNumber, type OrgNumber } from './org-number.ts';
import { RESERVED_SLUGS } from './form.ts';

const RANK: Record<MembershipRole, number> = { member: 1, representative: 2, 'decision-maker': 3 };

export interface PlaceInput {
	country: string;
	municipality: string | null;
	county: string | null;
	region: string | null;
}

/** Place as stored: Swedish codes only in Sweden, the county always that of the municipality. */
export function placeOf(input: Pick<OrganisationInput, 'country' | 'municipality' | 'county' | 'region'>): {
	place: PlaceInput;
	errors: Record<string, MessageKey>;
} {
	const { country } = input;
	if (!isCountry(country)) return { place: nowhere(country), errors: { country: 'form.error.pick-one' } };
	if (country !== 'SE') return { place: { ...nowhere(country), region: input.region ?? null }, errors: {} };
	const municipality = municipalityOf(input.municipality);
	const county = countyOf(municipality?.county ?? input.county);
	const errors: Record<string, MessageKey> = {};
	if (input.municipality && !municipality) errors.municipality = 'form.error.pick-one';
	if (input.county && !countyOf(input.county)) errors.county = 'form.error.pick-one';
	if (municipality && input.county && input.county !== municipality.county)
		errors.county = 'actors.place.error';
	return {
		place: { country, municipality: municipality?.code ?? null, county: county?.code ?? null, region: null },
		errors
	};
}

const nowhere = (country: string): PlaceInput => ({
	country,
	municipality: null,
	county: null,
	region: null
});

/** The number as stored; whoever ticks "sole trader" is one, whatever the number looks like. */
export function orgNumberOf(input: Pick<OrganisationInput, 'orgNumber' | 'soleTrader' | 'country'>): {
	value: OrgNumber | null;
	error: MessageKey | null;
} {
	if (!input.orgNumber) return { value: null, error: null };
	const parsed = parseOrgNumber(input.orgNumber, input.country);
	if (!parsed.ok) return { value: null, error: parsed.error };
	return { value: { ...parsed.value, soleTrader: parsed.value.soleTrader || input.soleTrader }, error: null };
}

/** Address of an organisation's page from its name: `Malmö stad` → `malmo-stad`. */
export function slugOf(name: string): string {
	const slug = plainLetters(name)
		.replace(/[æœ]/g, 'ae')
		.replace(/ø/g, 'o')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '')
		.slice(0, 60)
		.replace(/-+$/, '');
	if (!slug) return 'organisation';
	return RESERVED_SLUGS.includes(slug) ? `${slug}-1` : slug;
}

export interface MemberFacts {
	membershipId: string;
	personId: string;
	role: MembershipRole;
}

const speaks = (role: MembershipRole) => RANK[role] >= RANK.representative;

/** May this membership end, or fall to `newRole`? The last one who may speak for the organisation stays. */
export function leaveReason(
	members: readonly MemberFacts[],
	membershipId: string,
	newRole: MembershipRole | null
): MessageKey | null {
	const leaving = members.find((member) => member.membershipId === membershipId);
	if (!leaving) return 'actors.people.error.gone';
	if (!speaks(leaving.role) || (newRole && speaks(newRole))) return null;
	const successor = members.some((member) => member !== leaving && speaks(member.role));
	return successor ? null : 'actors.people.error.last';
}

/** Nobody hands out a higher role than their own. `granter` null: a process leader or an administrator. */
export function grantReason(granter: MembershipRole | null, role: MembershipRole): MessageKey | null {
	if (granter === null || RANK[granter] >= RANK[role]) return null;
	return 'actors.people.error.above';
}

/** Changing or ending someone of higher role than one's own is not for oneself to do. */
export function manageReason(granter: MembershipRole | null, target: MembershipRole): MessageKey | null {
	return grantReason(granter, target) ? 'actors.people.error.higher' : null;
}

export interface LendFacts {
	ownerId: string;
	substituteId: string;
	substituteIsMember: boolean;
	startsOn: string;
	endsOn: string;
	today: string;
	/** Periods already lent of the same membership. */
	others: readonly { startsOn: string; endsOn: string }[];
}

/** Tasks are lent to a colleague, for a bounded time, to one at a time. Field name → reason. */
export function lendErrors(facts: LendFacts): Record<string, MessageKey> {
	const errors: Record<string, MessageKey> = {};
	if (facts.substituteId === facts.ownerId || !facts.substituteIsMember)
		errors.substitute = 'actors.lend.error.substitute';
	if (facts.endsOn < facts.startsOn) errors.endsOn = 'actors.lend.error.order';
	else if (facts.endsOn < facts.today) errors.endsOn = 'actors.lend.error.past';
	else if (days(facts.startsOn, facts.endsOn) > 366) errors.endsOn = 'actors.lend.error.long';
	const overlap = facts.others.some((o) => o.startsOn <= facts.endsOn && facts.startsOn <= o.endsOn);
	if (overlap && !errors.endsOn) errors.startsOn = 'actors.lend.error.overlap';
	return errors;
}

function days(from: string, to: string): number {
	return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
