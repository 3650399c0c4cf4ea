import { describe, expect, test } from 'vitest';
import { translator } from '#platform/i18n/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { checkDefinition } from './check.ts';
import type { FactDefinition } from './facts.ts';
import { definitionSchema, type Condition, type Facts } from './form.ts';
import { INNOVATION_MODEL_VERSIONS } from './innovation-model.ts';
import { evaluate, gateLines, say } from './rules.ts';

const MODEL = INNOVATION_MODEL_VERSIONS.at(-1)!.definition;

loadMessages();
const FACTS: Record<string, FactDefinition> = {
	'meeting.held': {
		key: 'meeting.held',
		type: 'number',
		condition: 'methods.test.held' as never,
		lacking: 'methods.test.held-lacking' as never
	},
	'paper.signed': {
		key: 'paper.signed',
		type: 'boolean',
		condition: 'methods.test.signed' as never,
		lacking: 'methods.test.signed-lacking' as never
	}
};
const find = (key: string) => FACTS[key];
const held = (n: number): Condition => ({ fact: 'meeting.held', atLeast: n });
const signed: Condition = { fact: 'paper.signed', is: true };

describe('evaluate', () => {
	const rows: [string, Condition, Facts, boolean | null][] = [
		['enough', held(2), { 'meeting.held': 2 }, true],
		['too few', held(2), { 'meeting.held': 1 }, false],
		['at most', { fact: 'meeting.held', atMost: 1 }, { 'meeting.held': 2 }, false],
		['unknown fact', held(1), {}, null],
		['not over an unknown fact stays unknown', { not: signed }, {}, null],
		['not', { not: signed }, { 'paper.signed': false }, true],
		['all with one false and one unknown', { all: [signed, held(1)] }, { 'paper.signed': false }, false],
		['all with one true and one unknown', { all: [signed, held(1)] }, { 'paper.signed': true }, null],
		['any with one true and one unknown', { any: [signed, held(1)] }, { 'paper.signed': true }, true],
		['any with one false and one unknown', { any: [signed, held(1)] }, { 'paper.signed': false }, null],
		['nothing asked', { all: [] }, {}, true],
		['a number where yes or no is meant', signed, { 'paper.signed': 1 }, null]
	];
	test.each(rows)('%s', (_name, condition, facts, expected) => {
		expect(evaluate(condition, facts)).toBe(expected);
	});
});

describe('gateLines', () => {
	test('splits what must all hold into lines and tells how much is lacking', () => {
		const lines = gateLines({ all: [held(3), { all: [signed] }] }, { 'meeting.held': 1 }, find);
		expect(lines).toHaveLength(2);
		expect(lines[0]!.lacking).toEqual({
			key: 'methods.test.held-lacking',
			params: { n: 3, value: 1, lacking: 2 }
		});
		expect(lines.map((line) => line.met)).toEqual([false, false]);
	});
	test('a met line lacks nothing', () => {
		expect(gateLines(signed, { 'paper.signed': true }, find)[0]).toMatchObject({ met: true, lacking: null });
	});
	test('an unknown fact is named', () => {
		const [line] = gateLines({ fact: 'moon.full', is: true }, {}, find);
		expect(say(line!.condition, translator('sv'))).toContain('moon.full');
	});
	test('at most is said as not one more', () => {
		const [line] = gateLines({ fact: 'meeting.held', atMost: 4 }, { 'meeting.held': 5 }, find);
		expect(line!.condition).toEqual({ not: { key: 'methods.test.held', params: { n: 5 } } });
	});
});

describe('checkDefinition', () => {
	const known = { fact: find, kind: () => undefined };
	test('names unknown facts, unknown kinds and wrong comparisons', () => {
		const definition = structuredClone(MODEL);
		definition.phases[0]!.gate = {
			all: [
				{ fact: 'meeting.held', is: true },
				{ fact: 'moon.full', is: true }
			]
		};
		const keys = checkDefinition(definition, known).map((problem) => problem.key);
		expect(keys).toContain('methods.check.unknown-fact');
		expect(keys).toContain('methods.check.wrong-type');
		expect(keys).toContain('methods.check.unknown-kind');
	});
	test('keys must be different', () => {
		const definition = structuredClone(MODEL);
		definition.phases.push(definition.phases[0]!);
		const keys = checkDefinition(definition, known).map((problem) => problem.key);
		expect(keys).toContain('methods.check.phase-twice');
		expect(keys).toContain('methods.check.step-twice');
	});
});

test('the innovation model fits its schema and has every text in both languages', () => {
	definitionSchema.parse(MODEL);
	const texts = MODEL.phases.flatMap((phase) => [
		phase.name,
		phase.summary,
		...phase.steps.flatMap((step) => [step.name, step.guidance!])
	]);
	for (const text of texts) expect(text.t.sv && text.t.en).toBeTruthy();
});
