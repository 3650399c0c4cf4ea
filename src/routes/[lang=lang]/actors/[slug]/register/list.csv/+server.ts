import { periodQuery } from '#capabilities/records/form.ts';
import { accessRegister, periodList, type RegisterLine } from '#capabilities/records/index.ts';
import { directionKey, lineKey, secrecyKey } from '#capabilities/records/rules.ts';
import { AppError } from '#platform/errors/index.ts';
import { translator, type Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { csvResponse } from '#platform/server/csv.ts';

/** A request to read is registered with its day only. */
function handedIn(t: Translator, { kind, handedIn: at }: RegisterLine): string {
	if (!at) return '';
	return kind === 'disclosure-request' ? t.date(at) : t.dateTime(at);
}

export const GET = async ({ locals: { ctx }, params, url }) => {
	await accessRegister(ctx, params.slug);
	const period = periodQuery.safeParse(Object.fromEntries(url.searchParams));
	if (!period.success) throw new AppError('invalid', 'records.error.period');
	const { organisation, lines } = await periodList(ctx, params.slug, period.data);
	const t = translator(ctx.lang);
	const head = [
		t('records.register.time'),
		t('records.register.direction'),
		t('records.register.what'),
		t('records.register.about'),
		t('records.register.initiative'),
		t('records.register.party'),
		t('records.register.diary'),
		t('records.register.secrecy'),
		t('records.register.handed-in.short'),
		t('records.register.link')
	];
	const rows = lines.map((line) => [
		t.dateTime(line.at),
		t(directionKey(line.direction)),
		t(lineKey(line.kind)),
		plainText(line.title, ctx.lang),
		plainText(line.initiative, ctx.lang),
		line.party,
		line.diary,
		line.secrecy ? t(secrecyKey(line.secrecy)) : '',
		handedIn(t, line),
		`${url.origin}/${ctx.lang}${line.path}`
	]);
	const { from, to } = period.data;
	const days = from === to ? from : `${from} – ${to}`;
	return csvResponse(`${t('records.register.title')} ${organisation.name} ${days}`, head, rows);
};
