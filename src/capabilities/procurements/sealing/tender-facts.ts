import { AppError } from '#platform/errors/index.ts';
import { money } from '#platform/forms/fields.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { ConditionKind } from '../written-facts.ts';
import { countWords, type SubmitState } from '../rules.ts';
import type { Content, Declarations } from './content.ts';

/** What a tenderer must know to write, in the browser as on the server. */
export interface TenderFacts {
	criteria: {
		id: string;
		name: LocalText;
		description: LocalText | null;
		weight: number;
		maxWords: number;
	}[];
	/** What must be declared. */
	conditions: {
		id: string;
		kind: ConditionKind;
		statement: LocalText;
		proof: LocalText | null;
		paragraph: string | null;
		mandatory: boolean;
	}[];
	/** Phases still ahead; the first is this round's. */
	ahead: { number: number; step: number; name: LocalText; ceilingMinor: number }[];
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
		declarations: facts.conditions.map(({ id }) => content.declarations[id] ?? null),
		promisedMinor: facts.promisedMinor
	};
}

/** What a form says of each condition; those that were left open are left out. */
export function readDeclarations(form: FormData, conditions: readonly { id: string }[]): Declarations {
	const declared = conditions.flatMap(({ id }) => {
		const holds = form.get(`declare.${id}`);
		const note = form.get(`note.${id}`);
		if (holds !== 'yes' && holds !== 'no') return [];
		const words = typeof note === 'string' ? note.replace(/\r\n/g, '\n').trim().slice(0, 4000) : '';
		return [[id, { holds: holds === 'yes', note: words }] as const];
	});
	return Object.fromEntries(declared);
}

/**
 * Answers and prices are named after criteria and rounds, so they are read from the form itself.
 * @param strict throws AppError invalid on a price that is none; otherwise it is left out
 */
export function readFields(
	form: FormData,
	facts: TenderFacts,
	strict: boolean
): Pick<Content, 'name' | 'declarations' | 'answers' | 'prices'> {
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
		declarations: readDeclarations(form, facts.conditions),
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
