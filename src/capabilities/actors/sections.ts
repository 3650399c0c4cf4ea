import { Registry } from '#platform/registry.ts';
import type { MessageKey, Lang } from '#platform/i18n/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

/** One line of what an organisation took part in: public facts only. */
export interface SectionItem {
	title: string;
	/** Language of the title. */
	lang: Lang;
	/** Path without language, e.g. `/initiatives/<slug>`. */
	path: string;
	/** Where it stands, in words of the page's language. */
	note?: string;
}

/** What a capability tells on an organisation's public page. */
export interface OrganisationSection {
	readonly name: string;
	/** Heading: "Utmaningar de äger". */
	readonly title: MessageKey;
	/** Lower comes first. */
	readonly order: number;
	/** At most about twenty, newest first; an empty list leaves the section out. */
	load(db: DbOrTx, organisationId: string, lang: Lang): Promise<SectionItem[]>;
}

const sections = new Registry<OrganisationSection>('organisation section');

/** Adds a part to every organisation's page. @throws when the name is taken */
export function defineOrganisationSection(section: OrganisationSection): void {
	sections.add(section.name, section);
}

/** The sections that have something to tell, in order. */
export async function loadSections(
	db: DbOrTx,
	organisationId: string,
	lang: Lang
): Promise<{ title: MessageKey; items: SectionItem[] }[]> {
	const ordered = sections.values().sort((a, b) => a.order - b.order);
	const loaded = await Promise.all(
		ordered.map(async ({ title, load }) => ({ title, items: await load(db, organisationId, lang) }))
	);
	return loaded.filter(({ items }) => items.length > 0);
}
