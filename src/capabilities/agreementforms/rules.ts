import type { MessageKey } from '#platform/i18n/index.ts';

// Which form of agreement fits: no judgement of ours, but the questions that the law asks, in an order that
// people can answer. Every form either fits, may fit once something is known, or does not, and says why.

/** In the order in which they are proposed where several fit: the narrower before the wider. */
export const FORMS = [
	'grant',
	'iop',
	'reserved-integration',
	'reserved-participation',
	'reserved-nonprofit',
	'choice',
	'pcp',
	'partnership',
	'direct',
	'social',
	'ordinary'
] as const;
export type AgreementForm = (typeof FORMS)[number];

export const QUESTIONS = {
	idea: ['own', 'together', 'us'],
	solution: ['exists', 'adapt', 'none'],
	share: ['yes', 'no'],
	market: ['many', 'none'],
	field: ['social', 'other'],
	chooser: ['yes', 'no'],
	reserve: ['no', 'integration', 'participation', 'nonprofit'],
	effect: ['yes', 'no']
} as const;
export type Question = keyof typeof QUESTIONS;
export type Answers = { [Q in Question]: (typeof QUESTIONS)[Q][number] | 'unknown' } & {
	/** Estimated value of the whole agreement in öre, without VAT. */
	valueMinor: number | null;
};

/** Limits in force, in öre; null where nobody has entered one for today. */
export interface Limits {
	direct: number | null;
	annex2: number | null;
}

/** `yes`; `maybe`, with what has to be known first; `no`, with what speaks against it. */
export type Outcome = { is: 'yes' } | { is: 'maybe' | 'no'; says: MessageKey };
export interface Verdict<F = AgreementForm> {
	form: F;
	fits: 'yes' | 'maybe' | 'no';
	/** What has to be known, or what speaks against it. */
	says: MessageKey[];
}

const YES: Outcome = { is: 'yes' };
const maybe = (says: MessageKey): Outcome => ({ is: 'maybe', says });
const no = (says: MessageKey): Outcome => ({ is: 'no', says });

type Rule = (answers: Answers, limits: Limits) => Outcome;

/** Whoever buys has said what is to be done; supporting somebody's own idea is no purchase. */
const purchase: Rule = ({ idea }) =>
	idea === 'own'
		? no('agreementforms.no.own-idea')
		: idea === 'unknown'
			? maybe('agreementforms.open.idea')
			: YES;
const available: Rule = ({ solution }) =>
	solution === 'none'
		? no('agreementforms.no.nothing-to-buy')
		: solution === 'unknown'
			? maybe('agreementforms.open.solution')
			: YES;
const development: Rule = ({ solution }) => {
	if (solution === 'exists') return no('agreementforms.no.exists');
	if (solution === 'adapt') return maybe('agreementforms.open.research');
	return solution === 'unknown' ? maybe('agreementforms.open.solution') : YES;
};
const social: Rule = ({ field }) =>
	field === 'other'
		? no('agreementforms.no.not-social')
		: field === 'unknown'
			? maybe('agreementforms.open.field')
			: YES;
const reservedFor =
	(whom: Answers['reserve']): Rule =>
	({ reserve }) =>
		reserve === whom
			? YES
			: reserve === 'unknown'
				? maybe('agreementforms.open.reserve')
				: no('agreementforms.no.not-reserved');

/** The limit that goes for this kind of service. */
const limitOf = ({ field }: Answers, limits: Limits) =>
	field === 'unknown' ? undefined : field === 'social' ? limits.annex2 : limits.direct;

function againstLimit(answers: Answers, limits: Limits): 'below' | 'above' | MessageKey {
	const limit = limitOf(answers, limits);
	if (limit === undefined) return 'agreementforms.open.field';
	if (limit === null) return 'agreementforms.open.limit';
	if (answers.valueMinor === null) return 'agreementforms.open.value';
	return answers.valueMinor < limit ? 'below' : 'above';
}
const below: Rule = (answers, limits) => {
	const place = againstLimit(answers, limits);
	if (place === 'below') return YES;
	return place === 'above' ? no('agreementforms.no.too-large') : maybe(place);
};
const above: Rule = (answers, limits) => {
	const place = againstLimit(answers, limits);
	if (place === 'above') return YES;
	return maybe(place === 'below' ? 'agreementforms.open.simpler' : place);
};

const RULES: Record<AgreementForm, Rule[]> = {
	grant: [
		({ idea }) =>
			idea === 'own'
				? YES
				: idea === 'unknown'
					? maybe('agreementforms.open.idea')
					: no('agreementforms.no.steered')
	],
	iop: [
		({ idea }) =>
			idea === 'together'
				? YES
				: idea === 'unknown'
					? maybe('agreementforms.open.idea')
					: no('agreementforms.no.not-shared'),
		({ market }) =>
			market === 'none'
				? YES
				: market === 'unknown'
					? maybe('agreementforms.open.market')
					: no('agreementforms.no.market')
	],
	'reserved-integration': [purchase, available, reservedFor('integration')],
	'reserved-participation': [purchase, available, social, reservedFor('participation')],
	'reserved-nonprofit': [purchase, available, social, reservedFor('nonprofit')],
	choice: [
		purchase,
		available,
		social,
		({ chooser }) =>
			chooser === 'yes'
				? YES
				: chooser === 'unknown'
					? maybe('agreementforms.open.chooser')
					: no('agreementforms.no.no-chooser')
	],
	pcp: [
		purchase,
		development,
		({ share }) =>
			share === 'yes'
				? YES
				: share === 'unknown'
					? maybe('agreementforms.open.share')
					: no('agreementforms.no.not-shared-results')
	],
	partnership: [
		purchase,
		development,
		({ share }) => {
			if (share === 'no') return YES;
			return maybe(share === 'yes' ? 'agreementforms.open.pcp-first' : 'agreementforms.open.share');
		}
	],
	direct: [purchase, available, below],
	social: [purchase, available, social, above],
	ordinary: [
		purchase,
		available,
		({ field }) => (field === 'social' ? no('agreementforms.no.social-rules') : YES),
		above
	]
};

/** How one form stands against the answers. */
export function judge(form: AgreementForm, answers: Answers, limits: Limits): Verdict {
	const outcomes = RULES[form].map((rule) => rule(answers, limits));
	return { form, ...sumUp(outcomes) };
}

function sumUp(outcomes: Outcome[]): Omit<Verdict, 'form'> {
	for (const is of ['no', 'maybe'] as const) {
		const says = outcomes.flatMap((one) => (one.is === is ? [one.says] : []));
		if (says.length > 0) return { fits: is, says: [...new Set(says)] };
	}
	return { fits: 'yes', says: [] };
}

export interface Advice {
	/** The first that fits, or else the first that may; null where everything is ruled out. */
	best: Verdict | null;
	others: Verdict[];
	/** What does not fit, with what speaks against it. */
	not: Verdict[];
	/** Paying for results goes on top of any of them; it is no way round any of them. */
	outcome: Omit<Verdict, 'form'>;
}

/** All forms, sorted into the best, the others that may do, and those that do not. */
export function advise(answers: Answers, limits: Limits): Advice {
	const all = FORMS.map((form) => judge(form, answers, limits));
	const fitting = [
		...all.filter(({ fits }) => fits === 'yes'),
		...all.filter(({ fits }) => fits === 'maybe')
	];
	return {
		best: fitting[0] ?? null,
		others: fitting.slice(1),
		not: all.filter(({ fits }) => fits === 'no'),
		outcome: sumUp([byResults(answers)])
	};
}

const byResults = ({ effect }: Answers): Outcome =>
	effect === 'yes'
		? YES
		: effect === 'no'
			? no('agreementforms.no.effect')
			: maybe('agreementforms.open.effect');
