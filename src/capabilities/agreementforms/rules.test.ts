import { describe, expect, it } from 'vitest';
import { readAnswers } from './form.ts';
import { advise, FORMS, judge, QUESTIONS, type Answers, type Limits } from './rules.ts';

const LIMITS: Limits = { direct: 700_000_00, annex2: 8_000_000_00 };
const answers = (words: string): Answers => readAnswers(new URLSearchParams(words.replaceAll(' ', '&')));
const best = (words: string, limits = LIMITS) => {
	const found = advise(answers(words), limits).best;
	return found && `${found.form} ${found.fits}`;
};

describe('the form that fits', () => {
	it.each([
		['idea=own', 'grant yes'],
		['idea=together market=none', 'iop yes'],
		['idea=together market=many solution=exists field=social value=900000', 'direct yes'],
		['idea=us solution=exists field=other value=699999', 'direct yes'],
		['idea=us solution=exists field=other value=700000', 'ordinary yes'],
		['idea=us solution=exists field=social value=7999999', 'direct yes'],
		['idea=us solution=adapt field=social value=8000000', 'social yes'],
		['idea=us solution=exists field=other reserve=integration value=5000000', 'reserved-integration yes'],
		['idea=us solution=exists field=social reserve=participation', 'reserved-participation yes'],
		['idea=us solution=exists field=social reserve=nonprofit', 'reserved-nonprofit yes'],
		['idea=us solution=exists field=social chooser=yes reserve=no', 'choice yes'],
		['idea=us solution=none share=yes', 'pcp yes'],
		['idea=us solution=none share=no', 'partnership yes'],
		['idea=us solution=none', 'pcp maybe'],
		['idea=us solution=adapt share=yes reserve=no chooser=no field=other value=9000000', 'ordinary yes']
	])('%s → %s', (words, expected) => expect(best(words)).toBe(expected));

	it('is only proposed with what has to be known first, where something is not', () => {
		expect(best('idea=together')).toBe('iop maybe');
		const { best: found, others } = advise(
			answers('idea=us solution=exists field=social reserve=no chooser=no'),
			LIMITS
		);
		expect(found).toEqual({ form: 'direct', fits: 'maybe', says: ['agreementforms.open.value'] });
		expect(others.map(({ form }) => form)).toEqual(['social']);
	});

	it('never rests on a limit that nobody has entered for today', () => {
		const unknown = { direct: 700_000_00, annex2: null };
		const verdict = judge('direct', answers('idea=us solution=exists field=social value=100'), unknown);
		expect(verdict).toEqual({ form: 'direct', fits: 'maybe', says: ['agreementforms.open.limit'] });
	});

	it('says what speaks against each of the others', () => {
		const { not } = advise(
			answers('idea=us solution=exists market=many field=other value=100 reserve=no chooser=no'),
			LIMITS
		);
		expect(not.length).toBeGreaterThan(5);
		for (const { says } of not) expect(says.length).toBeGreaterThan(0);
		expect(not.find(({ form }) => form === 'iop')!.says).toEqual([
			'agreementforms.no.not-shared',
			'agreementforms.no.market'
		]);
	});

	it('is never a grant or a partnership where there is a price and a market, whatever else is answered', () => {
		for (const solution of QUESTIONS.solution)
			for (const reserve of QUESTIONS.reserve)
				for (const field of QUESTIONS.field) {
					const { not } = advise(
						answers(`idea=us market=many solution=${solution} reserve=${reserve} field=${field}`),
						LIMITS
					);
					expect(not.map(({ form }) => form)).toEqual(expect.arrayContaining(['grant', 'iop']));
				}
	});

	it('sorts every form into exactly one heap', () => {
		const { best: found, others, not } = advise(answers('idea=us'), LIMITS);
		expect([found!, ...others, ...not].map(({ form }) => form).toSorted()).toEqual([...FORMS].toSorted());
	});
});

it('paying for results is answered on its own', () => {
	expect(advise(answers('idea=own effect=yes'), LIMITS).outcome.fits).toBe('yes');
	expect(advise(answers('effect=no'), LIMITS).outcome.fits).toBe('no');
	expect(advise(answers(''), LIMITS).outcome.fits).toBe('maybe');
});

it('nonsense in the address is an answer not given', () => {
	expect(readAnswers(new URLSearchParams('idea=<script>&value=abc&effect=yes&effect=no'))).toMatchObject({
		idea: 'unknown',
		valueMinor: null,
		effect: 'yes'
	});
});
