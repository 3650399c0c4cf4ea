import { translator, type Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { countyName } from '#platform/places/index.ts';
import { isTheme, themeKey } from '#platform/themes/index.ts';
import { listInitiatives, type FacetOption } from '#capabilities/initiatives/index.ts';
import { toCards } from '#capabilities/initiatives/format.ts';
import { LIST_FACETS, LIST_STATES, readListQuery, type ListFacet } from '#capabilities/initiatives/list.ts';

/** More than this many of one facet nobody reads; the search finds the others. */
const MOST_OPTIONS = 40;

export const load = async ({ locals: { ctx }, url }) => {
	const query = readListQuery(url.searchParams);
	const list = await listInitiatives(ctx, query);
	const t = translator(ctx.lang);
	const facets = LIST_FACETS.map((name) => ({
		name,
		options: shown(list.facets[name], query[name]).map((option) => ({
			value: option.value,
			count: option.count,
			label: labelOf(name, option, t),
			checked: query[name].includes(option.value)
		}))
	}));
	const narrowed = Boolean(query.q) || LIST_FACETS.some((name) => query[name].length > 0);
	const { total, page, pages } = list;
	return { query, narrowed, facets, rows: toCards(list.rows, t), total, page, pages };
};

/** What is chosen stays in sight, even where it is far down or nothing fits it any more. */
function shown(options: FacetOption[], chosen: string[]): FacetOption[] {
	const first = options.slice(0, MOST_OPTIONS);
	const missing = chosen.filter((value) => !first.some((option) => option.value === value));
	const others = missing.map(
		(value) => options.find((option) => option.value === value) ?? { value, label: null, count: 0 }
	);
	return [...first, ...others];
}

// keys: initiatives.list.state.open initiatives.list.state.ongoing initiatives.list.state.finished initiatives.list.state.stopped
function labelOf(facet: ListFacet, { value, label }: FacetOption, t: Translator): string {
	if (facet === 'theme') return isTheme(value) ? t(themeKey(value)) : value;
	if (facet === 'county') return countyName(value, t.lang) ?? value;
	if (facet === 'state')
		return t(`initiatives.list.state.${LIST_STATES.find((state) => state === value) ?? 'ongoing'}`);
	return typeof label === 'string' ? label : label ? plainText(label, t.lang) : value;
}
