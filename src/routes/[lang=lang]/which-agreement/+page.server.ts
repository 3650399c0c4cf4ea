import { readAnswers } from '#capabilities/agreementforms/form.ts';
import { limitsToday } from '#capabilities/agreementforms/index.ts';
import { advise } from '#capabilities/agreementforms/rules.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const answers = readAnswers(url.searchParams);
	const limits = await limitsToday(ctx);
	return {
		answers,
		value: url.searchParams.get('value') ?? '',
		limits,
		advice: url.searchParams.size > 0 ? advise(answers, limits) : null
	};
};
