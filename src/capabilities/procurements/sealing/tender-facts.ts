import { AppError } from '#platform/errors/index.ts';
import { money } from '#platform/forms/fields.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { countWords, type SubmitState } from '../rules.ts';
import type { Content } from './content.ts';

/** What a tenderer must know to write, in the browser as on the server. */
export interface TenderFacts {
	criteria: {
		id: string;
		name: LocalText;
		description: LocalText | null;
		weight: number;
		maxWords: number;
	}[];
	/** Phases still ahead; the first is this round's. */
	ahead: { number: number; name: LocalText; ceilingMinor: number }[];
	currency: string;
	/** The most this organisation said, in the phase before, that this one would cost (öre). */
	promisedMinor: number | null;
}

/** What the server knows of a tender that it cannot read. */
export type Standing = Pick<SubmitState, 'claimed' | 'cancelled' | 'partnersConfirmed'>;

/** Everything that may stop a tender with this content from being handed in, besides the deadline. */
export function stateOf(facts: TenderFacts, standing: Standing, content: Content): SubmitState {
	return {
		...standing,
		name: content.name,
		answers: facts.criteria.map((one) => ({
			words: countWords(content.answers[one.id] ?? ''),
			max: one.maxWords
		})),
		prices: facts.ahead.map((one) => content.prices[String(one.number)] ?? null),
		ceilings: facts.ahead.map((one) => one.ceilingMinor),
		promisedMinor: facts.promisedMinor
	};
}

/**
 * Answers and prices are named after criteria and rounds, so they are read from the form itself.
 * @param strict throws AppError invalid on a price that is none; otherwise it is left out
 */
export function readFields(
	form: FormData,
	facts: TenderFacts,
	strict: boolean
): Pick<Content, 'name' | 'answers' | 'prices'> {
	const text = (name: string) => {
		const value = form.get(name);
		return typeof value === 'string' ? value.replace(/\r\n/g, '\n') : '';
	};
	const prices = facts.ahead.flatMap(({ number }) => {
		const price = priceOf(`price.${number}`, text(`price.${number}`).trim(), strict);
		return price === null ? [] : [[String(number), price] as const];
	});
	return {
		name: text('name').trim().slice(0, 150),
		answers: Object.fromEntries(facts.criteria.map(({ id }) => [id, text(`answer.${id}`).trim()])),
		prices: Object.fromEntries(prices)
	};
}

function priceOf(name: string, value: string, strict: boolean): number | null {
	if (value === '') return null;
	const parsed = money.safeParse(value);
	if (parsed.success) return parsed.data;
	if (!strict) return null;
	throw new AppError('invalid', 'form.error.failed', { fields: { [name]: 'form.error.money' } });
}
