import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { csvResponse } from '#platform/server/csv.ts';
import { delegatedDecisions } from '#capabilities/challenges/index.ts';

const day = (value: string | null) => (value && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);

export const GET = async ({ locals: { ctx }, url }) => {
	const t = translator(ctx.lang);
	const { searchParams: query } = url;
	const period = { from: day(query.get('from')), to: day(query.get('to')) };
	const { organisation, decisions } = await delegatedDecisions(ctx, query.get('org') ?? '', period);
	const head = [
		t('challenges.delegated.date'),
		t('challenges.delegated.what'),
		t('challenges.delegated.who'),
		t('challenges.delegated.clause'),
		t('challenges.delegated.body'),
		t('challenges.delegated.diary'),
		t('challenges.decide.paragraph')
	];
	return csvResponse(
		`${t('challenges.delegated.title')} ${organisation.name}`,
		head,
		decisions.map((d) => [
			d.decidedOn,
			plainText(d.title, ctx.lang),
			d.delegate,
			d.clause,
			d.body,
			d.diaryNumber,
			d.paragraph ?? ''
		])
	);
};
