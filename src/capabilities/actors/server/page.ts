import { can, hasRoleIn, isSignedIn, type MembershipRole } from '#platform/access/index.ts';
import { readText, toText, type LocalText } from '#platform/i18n/text.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import { placeLabel } from '#platform/places/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { defineOrganisationSection, loadSections, type SectionItem } from '../sections.ts';
import {
	accessOrganisation,
	editOrganisation,
	hideOrganisation,
	viewMembers,
	type Organisation
} from './access.ts';
import { isFollowing } from './follow.ts';

export interface OrganisationPage {
	organisation: Pick<
		Organisation,
		| 'slug'
		| 'name'
		| 'sector'
		| 'orgNumber'
		| 'soleTrader'
		| 'themes'
		| 'targetGroups'
		| 'website'
		| 'links'
		| 'claimedAt'
		| 'hiddenAt'
		| 'updatedAt'
	>;
	place: string;
	about: LocalText | null;
	offers: LocalText | null;
	needs: LocalText | null;
	/** Those who have agreed to be named. */
	people: { name: string; role: MembershipRole; title: string | null }[];
	sections: { title: MessageKey; items: SectionItem[] }[];
	/** schema.org, for search engines. */
	jsonLd: Record<string, unknown>;
	me: {
		signedIn: boolean;
		following: boolean;
		member: boolean;
		/** Has asked to belong and waits. */
		claimId: string | null;
		mayEdit: boolean;
		mayHide: boolean;
		maySeePeople: boolean;
	};
}

/** An organisation's page as this reader may see it. */
export async function organisationPage(ctx: Context, slug: string): Promise<OrganisationPage> {
	const org = await accessOrganisation(ctx, slug);
	const { actor, db, lang } = ctx;
	const [people, sections, following, claimId] = await Promise.all([
		shownPeople(db, org.id),
		loadSections(db, org.id, lang),
		isFollowing(db, actor.personId, org.id),
		ownClaim(db, org.id, actor.personId)
	]);
	const {
		sector,
		name,
		orgNumber,
		soleTrader,
		themes,
		targetGroups,
		website,
		links,
		claimedAt,
		hiddenAt,
		updatedAt
	} = org;
	return {
		organisation: {
			slug,
			sector,
			name,
			orgNumber,
			soleTrader,
			themes,
			targetGroups,
			website,
			links,
			claimedAt,
			hiddenAt,
			updatedAt
		},
		place: placeLabel(org, lang),
		about: org.about,
		offers: org.offers,
		needs: org.needs,
		people,
		sections,
		jsonLd: jsonLd(org, ctx),
		me: {
			signedIn: isSignedIn(actor),
			following,
			member: hasRoleIn(actor, org.id),
			claimId,
			mayEdit: can(actor, editOrganisation, org),
			mayHide: can(actor, hideOrganisation, org),
			maySeePeople: can(actor, viewMembers, org)
		}
	};
}

async function shownPeople(db: DbOrTx, organisationId: string): Promise<OrganisationPage['people']> {
	const rows = await db
		.selectFrom('membership as m')
		.innerJoin('person as p', 'p.id', 'm.person_id')
		.select(['p.name', 'm.role', 'm.title'])
		.where('m.organisation_id', '=', organisationId)
		.where('m.ended_at', 'is', null)
		.where('m.shown_at', 'is not', null)
		.where('p.erased_at', 'is', null)
		.orderBy('m.created_at')
		.execute();
	return rows.map((row) => ({ ...row, role: row.role as MembershipRole }));
}

async function ownClaim(db: DbOrTx, organisationId: string, personId: string | null): Promise<string | null> {
	if (personId === null) return null;
	const row = await db
		.selectFrom('organisation_claim')
		.select('id')
		.where('organisation_id', '=', organisationId)
		.where('person_id', '=', personId)
		.where('decided_at', 'is', null)
		.executeTakeFirst();
	return row?.id ?? null;
}

const LD_TYPE: Partial<Record<Organisation['sector'], string>> = {
	public: 'GovernmentOrganization',
	'civil-society': 'NGO',
	business: 'Corporation',
	academia: 'EducationalOrganization'
};

function jsonLd(org: Organisation, { lang }: Context): Record<string, unknown> {
	const about = readText(org.about, lang);
	return {
		'@context': 'https://schema.org',
		'@type': LD_TYPE[org.sector] ?? 'Organization',
		'@id': `${config().PUBLIC_URL}/${lang}/actors/${org.slug}`,
		name: org.name,
		...(about.text ? { description: about.text } : {}),
		...(org.website ? { url: org.website } : {}),
		...(org.orgNumber ? { taxID: org.orgNumber } : {}),
		address: {
			'@type': 'PostalAddress',
			addressLocality: placeLabel(org, lang),
			addressCountry: org.country
		},
		...(org.links.length ? { sameAs: org.links.map((link) => link.url) } : {})
	};
}

defineOrganisationSection({
	name: 'owned-initiatives',
	title: 'actors.section.owns',
	order: 10,
	load: async (db, organisationId, lang) => {
		const rows = await db
			.selectFrom('initiative')
			.select(['slug', 'title'])
			.where('organisation_id', '=', organisationId)
			.where('published_at', 'is not', null)
			.orderBy('published_at', 'desc')
			.limit(20)
			.execute();
		return rows.map((row) => {
			const title = readText(toText(row.title), lang);
			return { title: title.text, lang: title.lang, path: `/initiatives/${row.slug}` };
		});
	}
});
