import type { FacetGroup } from '#design/index.ts';
import type { MessageKey, Translator } from '#platform/i18n/index.ts';
import { countyName } from '#platform/places/index.ts';
import { isTargetGroup, isTheme, targetGroupKey, themeKey } from '#platform/themes/index.ts';
import { FACETS, facetNames, type DirectoryQuery, type Facet } from './query.ts';
import { SECTOR_KEYS, type Sector } from './words.ts';

const HEADINGS: Record<Facet, MessageKey> = {
	sector: 'actors.field.sector',
	county: 'actors.field.county',
	theme: 'actors.field.themes',
	target: 'actors.field.target-groups'
};

/** A facet's value in words. */
export function facetLabel(name: Facet, value: string, t: Translator): string {
	if (name === 'sector') return t(SECTOR_KEYS[value as Sector]);
	if (name === 'county') return countyName(value, t.lang);
	if (isTheme(value)) return t(themeKey(value));
	return isTargetGroup(value) ? t(targetGroupKey(value)) : value;
}

/** The directory's filters: those that would give something, and those already chosen. */
export function facetGroups(
	query: DirectoryQuery,
	counts: Record<Facet, Map<string, number>>,
	t: Translator
): FacetGroup[] {
	return facetNames.map((name) => ({
		name,
		label: t(HEADINGS[name]),
		// One group open is enough on a phone, where the filters stand above the list.
		open: name === 'sector' || query[name].length > 0,
		options: FACETS[name]
			.map((value) => ({
				value,
				label: facetLabel(name, value, t),
				count: counts[name].get(value) ?? 0,
				checked: query[name].includes(value)
			}))
			.filter((option) => option.count > 0 || option.checked)
	}));
}
