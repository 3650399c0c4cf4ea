import { z } from 'zod';
import { date, money, text } from '#platform/forms/fields.ts';
import { QUESTIONS, type Answers, type Question } from './rules.ts';

export const questionNames = Object.keys(QUESTIONS) as Question[];

/** What the address says; whatever it does not say, or says wrongly, is not known. */
export function readAnswers(params: URLSearchParams): Answers {
	const one = (name: Question) => {
		const value = params.get(name);
		return (QUESTIONS[name] as readonly string[]).includes(value ?? '') ? value : 'unknown';
	};
	const value = money.safeParse(params.get('value') ?? '');
	return {
		...(Object.fromEntries(questionNames.map((name) => [name, one(name)])) as Omit<Answers, 'valueMinor'>),
		valueMinor: value.success ? value.data : null
	};
}

export const LIMIT_KEYS = ['direct', 'annex2'] as const;
export type LimitKey = (typeof LIMIT_KEYS)[number];

/** A new limit, as an administrator enters it. */
export const limitForm = z
	.object({
		key: z.enum(LIMIT_KEYS),
		amount: money.pipe(z.number().min(1, { error: 'form.error.money' })),
		from: date,
		until: date.optional(),
		source: text(500, 3)
	})
	.refine(({ from, until }) => !until || until >= from, {
		path: ['until'],
		error: 'agreementforms.limit.order'
	});
