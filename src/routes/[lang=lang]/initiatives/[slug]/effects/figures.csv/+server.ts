import { CSV_BOM, csvDelimiter, csvLine } from '#platform/csv/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { listIndicators } from '#capabilities/effects/index.ts';
import { unitWord } from '#capabilities/effects/format.ts';
import { accessInitiative } from '#capabilities/initiatives/index.ts';

/** Every public figure with its n, interval, source and reporter. */
export const GET = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug);
	const t = translator(ctx.lang);
	const indicators = await listIndicators(ctx.db, run.id, 'public');
	const delimiter = csvDelimiter(ctx.lang);
	const head = ['name', 'period', 'value', 'unit', 'n', 'low95', 'high95', 'design', 'source', 'reported'];
	const rows = indicators.flatMap((i) =>
		i.measurements.map((m) => [
			plainText(i.name, ctx.lang),
			`${m.periodStart}/${m.periodEnd}`,
			m.value ?? t('effects.too-few'),
			unitWord(t, i.unit, i.unitLabel),
			m.n,
			m.interval && Number(m.interval.low.toFixed(1)),
			m.interval && Number(m.interval.high.toFixed(1)),
			m.design,
			plainText(i.source, ctx.lang),
			m.reportedBy
		])
	);
	return new Response(CSV_BOM + [head, ...rows].map((row) => csvLine(row, delimiter)).join(''), {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${run.slug}-effects.csv"`
		}
	});
};
