import type { Translator } from '#platform/i18n/index.ts';
import { readText } from '#platform/i18n/text.ts';
import { countyName, municipalityName } from '#platform/places/index.ts';
import { isTheme, themeKey } from '#platform/themes/index.ts';
import type { ListRow } from './server/list.ts';

/** Words in the reader's language; `lang` where they are in another. */
interface Words {
	text: string;
	lang?: string;
}

/** An initiative as its card in the list says it. */
export interface ListCardData {
	slug: string;
	title: Words;
	summary: Words;
	/** Whose and where. */
	kicker: string;
	themes: string[];
	stopped: boolean;
	places: Places;
	open: { path: string; text: string } | null;
}

type Places = { name: string; state: 'done' | 'now' | 'todo' }[];

/**
 * Rows as cards in one language. A page's data is written out in full before it is sent, so it holds only what
 * is shown, and a chain that several cards have is there once.
 */
export function toCards(rows: readonly ListRow[], t: Translator): ListCardData[] {
	const chains = new Map<ListRow['phases'], Places>();
	return rows.map((row) => {
		let places = chains.get(row.phases);
		if (!places) chains.set(row.phases, (places = toPlaces(row, t)));
		return {
			slug: row.slug,
			title: wordsOf(row.title, t),
			summary: wordsOf(row.summary, t),
			kicker: [row.owner, placeOf(row, t)].filter(Boolean).join(' · '),
			themes: row.themes.filter(isTheme).map((theme) => t(themeKey(theme))),
			stopped: row.closedAs === 'stopped',
			places,
			open: row.open && {
				path: row.open.path,
				text: t('initiatives.list.open', { what: t(row.open.label), date: t.date(row.open.until) })
			}
		};
	});
}

const toPlaces = ({ phases }: ListRow, t: Translator): Places =>
	phases.map(({ name, state }) => ({ name: readText(name, t.lang).text, state }));

function wordsOf(value: Parameters<typeof readText>[0], t: Translator): Words {
	const { text, fallback, lang } = readText(value, t.lang);
	return fallback ? { text, lang } : { text };
}

/** Without what the owner's name says already. */
const placeOf = (row: ListRow, t: Translator) =>
	[row.placeName ?? municipalityName(row.municipality), countyName(row.county, t.lang)]
		.filter((part) => part && !row.owner.includes(part))
		.join(', ');
