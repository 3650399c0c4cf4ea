import { LANGS, translator, type Lang } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { countyName, countryName, municipalityName, type Place } from '#platform/places/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { isTargetGroup, isTheme, targetGroupKey, themeKey } from '#platform/themes/index.ts';

export interface Searchable extends Place {
	about: LocalText | null;
	offers: LocalText | null;
	needs: LocalText | null;
	themes: readonly string[];
	targetGroups: readonly string[];
}

/**
 * Everything an organisation should be found by besides its name: what it has written, and its place,
 * themes and target groups in every language. Numbers stay out.
 */
export function searchText(org: Searchable): string {
	loadMessages();
	const written = [org.about, org.offers, org.needs].flatMap((text) => Object.values(text?.t ?? {}));
	const words = LANGS.flatMap((lang) => listedWords(org, lang));
	return [...new Set([...written, ...words])].filter(Boolean).join('\n').slice(0, 20_000);
}

function listedWords(org: Searchable, lang: Lang): string[] {
	const t = translator(lang);
	return [
		municipalityName(org.municipality),
		countyName(org.county, lang),
		org.region ?? '',
		org.country === 'SE' ? '' : countryName(org.country, lang),
		...org.themes.filter(isTheme).map((theme) => t(themeKey(theme))),
		...org.targetGroups.filter(isTargetGroup).map((group) => t(targetGroupKey(group)))
	];
}
