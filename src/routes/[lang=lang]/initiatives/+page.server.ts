import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { countyName } from '#platform/places/index.ts';
import { isTheme, themeKey } from '#platform/themes/index.ts';
import { listInitiatives } from '#capabilities/initiatives/index.ts';
import { LIST_FACETS, LIST_STATES, readListQuery, type ListFacet } from '#capabilities/initiatives/list.ts';

export const load = async ({ locals: { ctx }, url }) => {
	const query = readListQuery(url.searchParams);
	const list = await listInitiatives(ctx, query);
	const t = translator(ctx.lang);
	// keys: initiatives.list.state.open initiatives.list.state.ongoing initiatives.list.state.finished initiatives.list.state.stopped
	const label = (facet: ListFacet, value: string, text: LocalText | string | null) => {
		if (facet === 'theme') return isTheme(value) ? t(themeKey(value)) : value;
		if (facet === 'county') return countyName(value, ctx.lang);
		if (facet === 'state')
			return t(`initiatives.list.state.${LIST_STATES.find((state) => state === value) ?? 'ongoing'}`);
		return typeof text === 'string' ? text : text ? plainText(text, ctx.lang) : value;
	};
	const facets = LIST_FACETS.map((name) => ({
		name,
		options: withChosen(list.facets[name], query[name])
			.map(({ value, label: text, count }) => ({
				value,
				count,
				label: label(name, value, text),
				checked: query[name].includes(value)
			}))
			.slice(0, 40)
	}));
	const narrowed = Boolean(query.q) || LIST_FACETS.some((name) => query[name].length > 0);
	return { query, narrowed, facets, rows: list.rows, total: list.total, page: list.page, pages: list.pages };
};

/** What is chosen stays in sight even where nothing fits it any more. */
function withChosen(
	options: { value: string; label: LocalText | string | null; count: number }[],
	chosen: string[]
) {
	const missing = chosen.filter((value) => !options.some((option) => option.value === value));
	return [...options, ...missing.map((value) => ({ value, label: null, count: 0 }))];
}
