import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { countyName, municipalityName } from '#platform/places/index.ts';
import { isTheme, themeKey } from '#platform/themes/index.ts';
import { csvResponse } from '#platform/server/csv.ts';
import { exportInitiatives } from '#capabilities/initiatives/index.ts';
import { readListQuery } from '#capabilities/initiatives/list.ts';

export const GET = async ({ locals: { ctx }, url }) => {
	const t = translator(ctx.lang);
	const rows = await exportInitiatives(ctx, readListQuery(url.searchParams));
	const head = [
		t('initiatives.csv.title'),
		t('initiatives.csv.owner'),
		t('initiatives.csv.municipality'),
		t('initiatives.csv.county'),
		t('initiatives.csv.themes'),
		t('initiatives.csv.phase'),
		t('initiatives.csv.state'),
		t('initiatives.csv.published'),
		t('initiatives.csv.open-until'),
		t('initiatives.csv.address')
	];
	// keys: initiatives.list.state.open initiatives.list.state.ongoing initiatives.list.state.finished initiatives.list.state.stopped
	const data = rows.map((row) => [
		plainText(row.title, ctx.lang),
		row.owner,
		municipalityName(row.municipality),
		countyName(row.county, ctx.lang),
		row.themes
			.filter(isTheme)
			.map((theme) => t(themeKey(theme)))
			.join(', '),
		plainText(row.phases.find((phase) => phase.state === 'now')?.name, ctx.lang),
		t(`initiatives.list.state.${row.closedAs ?? (row.open ? 'open' : 'ongoing')}`),
		row.publishedAt.toISOString().slice(0, 10),
		row.open?.until.toISOString() ?? '',
		`${url.origin}/${ctx.lang}/initiatives/${row.slug}`
	]);
	return csvResponse(t('initiatives.list.title'), head, data);
};
