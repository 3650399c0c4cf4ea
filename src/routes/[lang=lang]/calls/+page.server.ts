import { callFacets, listCalls } from '#capabilities/calls/index.ts';
import { openForTenders } from '#capabilities/procurements/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { countyName, placeLabel } from '#platform/places/index.ts';
import { publicDoor } from '#platform/server/http/form-action.ts';
import { THEMES, themeKey } from '#platform/themes/index.ts';

export const load = async ({ locals: { ctx }, url }) => {
	publicDoor(ctx);
	const t = translator(ctx.lang);
	const filter = {
		q: url.searchParams.get('q')?.trim().slice(0, 100) ?? '',
		theme: url.searchParams.getAll('theme').filter((theme) => (THEMES as readonly string[]).includes(theme)),
		county: url.searchParams.getAll('county').filter((code) => /^\d{2}$/.test(code)),
		closed: url.searchParams.get('closed') === '1'
	};
	const narrowed = Boolean(filter.q || filter.theme.length || filter.county.length);
	const [calls, facets, tenders] = await Promise.all([
		listCalls(ctx, filter),
		callFacets(ctx),
		// They are few and have no facets: shown to those who have not begun to search.
		narrowed || filter.closed ? [] : openForTenders(ctx)
	]);
	return {
		filter,
		narrowed,
		tenders,
		calls: calls.map((call) => ({ ...call, place: call.placeName || placeLabel(call, ctx.lang) })),
		groups: [
			{
				name: 'theme',
				label: t('rfi.calls.theme'),
				options: [...facets.themes].map(([value, count]) => ({
					value,
					label: t(themeKey(value as (typeof THEMES)[number])),
					count,
					checked: filter.theme.includes(value)
				}))
			},
			{
				name: 'county',
				label: t('rfi.calls.county'),
				options: [...facets.counties].map(([value, count]) => ({
					value,
					label: countyName(value, ctx.lang),
					count,
					checked: filter.county.includes(value)
				}))
			}
		]
	};
};
