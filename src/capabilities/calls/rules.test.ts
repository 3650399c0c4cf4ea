import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newText } from '#platform/i18n/text.ts';
import { answerProblems, readNumber, safeCell, whoAnswered, type Part } from './answer-rules.ts';
import { cpvCheckDigit, cpvProblem } from './cpv.ts';
import { dayWarnings, isWorkingDay, proposedDeadlines, workingDayAt15 } from '#platform/days.ts';
import type { Question } from './form.ts';
import { burden, extensionProblem, questionChanged } from './rules.ts';

describe('CPV codes', () => {
	test.each([
		'73000000-2',
		'73100000-3',
		'73120000-9',
		'73430000-5',
		'85311300-5',
		'85312310-5',
		'80000000-4',
		'03000000-1'
	])('%s is right', (code) => expect(cpvProblem(code)).toBeNull());
	test.each([
		['73000000-3', 'digit'],
		['85311300-0', 'digit'],
		['85311300', 'format'],
		['8531130-5', 'format'],
		['00000000-0', 'format'],
		['85311300-5 ', 'format']
	])('%s: %s', (code, problem) => expect(cpvProblem(code)).toBe(problem));
	test('one wrong digit is always noticed', () => {
		const code = fc.integer({ min: 1_000_000, max: 99_999_999 }).map((n) => String(n).padStart(8, '0'));
		fc.assert(
			fc.property(code, fc.nat(7), fc.integer({ min: 1, max: 9 }), (digits, at, add) => {
				const wrong = [...digits].map((digit, i) => (i === at ? (Number(digit) + add) % 10 : digit)).join('');
				return cpvCheckDigit(wrong) !== cpvCheckDigit(digits);
			})
		);
	});
});

describe('days', () => {
	test.each([
		['2027-05-14T15:00', []],
		['2027-05-15T15:00', ['weekend']],
		['2027-05-06T15:00', ['holiday']],
		['2027-06-25T15:00', ['holiday']],
		['2027-07-07T15:00', ['july']],
		['2027-12-24T23:59', ['holiday', 'night']],
		['2027-05-14T17:00', ['night']]
	])('%s warns of %j', (local, kinds) => {
		expect(dayWarnings(local).map((warning) => warning.kind)).toEqual(kinds);
	});
	test('a holiday is called by its name', () => {
		expect(dayWarnings('2027-05-06T15:00')[0]).toMatchObject({ name: 'Kristi himmelsfärdsdag' });
	});
	test.each([
		['2027-03-25', 1, '2027-03-30T15:00'], // over Easter
		['2027-06-29', 3, '2027-08-02T15:00'], // past July, and a Sunday
		['2027-05-13', 1, '2027-05-14T15:00']
	])('%s and %i days gives %s', (date, days, expected) => expect(workingDayAt15(date, days)).toBe(expected));
	test('what is proposed never warns, on any day of ten years', () => {
		const day = fc
			.integer({ min: 0, max: 3650 })
			.map((n) => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10));
		fc.assert(
			fc.property(day, (today) => {
				const { questionsUntil, answersUntil } = proposedDeadlines(today);
				const quiet = [...dayWarnings(questionsUntil), ...dayWarnings(answersUntil)].length === 0;
				return quiet && questionsUntil < answersUntil && isWorkingDay(answersUntil.slice(0, 10));
			}),
			{ numRuns: 60 }
		);
	});
});

const question = (kind: Question['kind'], rest: Partial<Question> = {}): Question => ({
	key: 'aaaaaaaa',
	kind,
	label: newText('sv', 'Hur?'),
	help: null,
	unit: null,
	options: [
		{ key: 'o1', label: newText('sv', 'Ett') },
		{ key: 'o2', label: newText('sv', 'Två') }
	],
	required: true,
	minutes: 5,
	insights: [],
	...rest
});
const answer = (value: Part['value'], rest: Partial<Part> = {}): Part => ({
	question: 'aaaaaaaa',
	value,
	secret: false,
	secretReason: null,
	secretHarm: null,
	rfiVersion: 1,
	revision: 1,
	...rest
});
const text = (typed: string): Part['value'] => ({ kind: 'text', text: typed });

describe('an answer', () => {
	test.each<[string, Question, Part[], string[]]>([
		['nothing at all', question('long'), [], ['rfi.error.answer-required']],
		['only blanks', question('long'), [answer(text('  '))], ['rfi.error.answer-required']],
		['nothing where nothing is asked for', question('long', { required: false }), [], []],
		['words', question('long'), [answer(text('Så här'))], []],
		['too many words', question('short'), [answer(text('a'.repeat(501)))], ['rfi.error.answer-long']],
		['no number', question('number'), [answer(text('tolv'))], ['rfi.error.answer-number']],
		['a number', question('number'), [answer(text('1 250,5'))], []],
		[
			'two of one',
			question('one'),
			[answer({ kind: 'choice', keys: ['o1', 'o2'] })],
			['rfi.error.answer-choice']
		],
		['two of several', question('several'), [answer({ kind: 'choice', keys: ['o1', 'o2'] })], []],
		[
			'a choice that is gone',
			question('one'),
			[answer({ kind: 'choice', keys: ['o9'] })],
			['rfi.error.answer-choice']
		],
		[
			'yes without why',
			question('yes-no'),
			[answer({ kind: 'yes-no', yes: true, why: '' })],
			['rfi.error.answer-why']
		],
		[
			'a secret without reason and harm',
			question('long'),
			[answer(text('x'), { secret: true })],
			['rfi.error.secret-reason', 'rfi.error.secret-harm']
		],
		[
			'a secret with both',
			question('long'),
			[answer(text('x'), { secret: true, secretReason: 'a', secretHarm: 'b' })],
			[]
		]
	])('%s', (_name, asked, parts, problems) => {
		expect(Object.values(answerProblems([asked], parts))).toEqual(problems);
	});
	test.each([
		['1 250', 1250],
		['0,5', 0.5],
		['-3.25', -3.25],
		['1,2,3', null],
		['ca 5', null]
	])('%s reads as %s', (typed, value) => expect(readNumber(typed)).toBe(value));
});

test.each([
	['=1+1', "'=1+1"],
	['+46 70', "'+46 70"],
	['-5', "'-5"],
	['@x', "'@x"],
	['vanlig text', 'vanlig text']
])('a cell %s is written %s', (cell, safe) => expect(safeCell(cell)).toBe(safe));

describe('who answered', () => {
	const one = (sector: string, listed = false, name = 'X') => ({ name, slug: name, sector, listed });
	test('names only those who agreed; small sectors are not told apart', () => {
		const found = whoAnswered([
			one('business', true, 'Ett AB'),
			one('academia'),
			...Array(4).fill(one('civil-society'))
		]);
		expect(found.named.map((entry) => entry.name)).toEqual(['Ett AB']);
		// academia alone would be known by subtraction, so the larger sector goes in with it
		expect(found).toMatchObject({ unnamed: [], rest: 5, total: 6 });
	});
	test('enough of each is shown by sector', () => {
		const found = whoAnswered([...Array(3).fill(one('business')), ...Array(4).fill(one('civil-society'))]);
		expect(found.unnamed).toEqual([
			{ sector: 'business', count: 3 },
			{ sector: 'civil-society', count: 4 }
		]);
	});
	test('a shown sector is never smaller than three, and a hidden remainder never smaller than three unless alone', () => {
		const sectors = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 20 });
		fc.assert(
			fc.property(sectors, (all) => {
				const { unnamed, rest } = whoAnswered(all.map((sector) => one(sector)));
				const kept = unnamed.reduce((sum, entry) => sum + entry.count, 0) + rest === all.length;
				return (
					kept &&
					unnamed.every((entry) => entry.count >= 3) &&
					(rest === 0 || rest >= 3 || unnamed.length === 0)
				);
			})
		);
	});
});

test('minutes add up, and too many are said', () => {
	const long = Array.from({ length: 10 }, () => ({ minutes: 5, required: true }));
	expect(burden(long)).toEqual({ questions: 10, required: 10, minutes: 50, tooLong: true });
	expect(burden(long.slice(1)).tooLong).toBe(false);
});

test.each([
	['2027-05-01', '2027-05-20', null],
	['2027-05-01', '2027-05-09', 'rfi.error.deadline-back'],
	['2027-04-30', '2027-05-20', 'rfi.error.deadline-back'],
	['2027-05-21', '2027-05-20', 'rfi.error.deadline-order'],
	['2027-05-01', '2027-05-10', 'rfi.error.deadline-same']
])('moving to %s and %s: %s', (questions, answers, problem) => {
	const now = { questionsUntil: new Date('2027-05-01'), answersUntil: new Date('2027-05-10') };
	expect(
		extensionProblem(now, { questionsUntil: new Date(questions), answersUntil: new Date(answers) })
	).toBe(problem);
});

test('help and minutes do not make a question another one; words, kind and choices do', () => {
	const before = question('long');
	expect(questionChanged(before, { ...before, minutes: 9, help: newText('sv', 'Kort') })).toBe(false);
	expect(questionChanged(before, { ...before, label: newText('sv', 'Varför?') })).toBe(true);
	expect(questionChanged(before, { ...before, kind: 'short' })).toBe(true);
	expect(questionChanged(before, undefined)).toBe(true);
});
