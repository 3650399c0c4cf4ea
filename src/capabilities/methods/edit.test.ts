import { describe, expect, test } from 'vitest';
import { newText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { translator } from '#platform/i18n/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { checkDefinition, unreachableFacts } from './check.ts';
import { differencesBetween, movedKeys } from './diff.ts';
import { sayDifferences } from './diff-words.ts';
import {
	addPhase,
	addStep,
	freeKey,
	movePhase,
	moveStep,
	phaseOrder,
	placeMark,
	placeStep,
	planPhase,
	planWords,
	removePhase,
	removeStep,
	stepOf,
	stepOrder,
	type Edited
} from './edit.ts';
import type { FactDefinition } from './facts.ts';
import { PCP_VERSIONS } from './pcp.ts';
import {
	gateOf,
	gateParts,
	impossibleFacts,
	leafOf,
	moveLine,
	movePart,
	removeCondition,
	setCondition
} from './gate-edit.ts';
import type { Condition, MethodDefinition } from './form.ts';
import { INNOVATION_MODEL_VERSIONS } from './innovation-model.ts';
import { textsOf, translationStates, withText, wordFaults, writeTexts } from './texts.ts';

const MODEL = INNOVATION_MODEL_VERSIONS.at(-1)!.definition;

loadMessages();
const model = () => structuredClone(MODEL);
const mark = (value: unknown) => JSON.stringify(value);
const made = (edited: Edited): MethodDefinition => {
	if ('reason' in edited) throw new Error(edited.reason);
	return edited.definition;
};
const reason = (edited: Edited) => ('reason' in edited ? edited.reason : null);
const keys = (definition: MethodDefinition) => definition.phases.map((phase) => phase.key).join(' ');

describe('moving', () => {
	test('a phase changes places with its neighbour', () => {
		const draft = model();
		const moved = made(movePhase(draft, 'rfi', 'up', phaseOrder(draft)));
		expect(keys(moved)).toBe('need rfi dialogue procurement agreement effect spread');
		expect(keys(draft)).toBe(keys(model()));
	});
	test('is refused at the ends, for another order than the one seen, and for what is gone', () => {
		const draft = model();
		const was = phaseOrder(draft);
		expect(reason(movePhase(draft, 'need', 'up', was))).toBe('methods.error.at-the-end');
		expect(reason(movePhase(draft, 'spread', 'down', was))).toBe('methods.error.at-the-end');
		const other = made(movePhase(draft, 'spread', 'up', was));
		expect(reason(movePhase(other, 'rfi', 'up', was))).toBe('methods.error.order-changed');
		expect(reason(moveStep(draft, 'moon', 'up', was))).toBe('methods.error.gone');
	});
	test('a step moves within its phase, and to the end of another', () => {
		const draft = model();
		const dialogue = draft.phases[1]!;
		const moved = made(moveStep(draft, 'insights', 'up', stepOrder(dialogue)));
		expect(stepOrder(moved.phases[1]!)).toBe('insights workshops');
		const seen = placeMark({ phase: 'dialogue', kinds: ['insights'] });
		const away = made(placeStep(moved, 'insights', { phase: 'rfi', kinds: ['insights', 'rfi'] }, seen));
		expect(stepOrder(away.phases[2]!)).toBe('rfi insights');
		expect(stepOf(away, 'insights')?.step.kinds).toEqual(['insights', 'rfi']);
		expect(reason(placeStep(away, 'insights', { phase: 'need', kinds: [] }, seen))).toBe(
			'methods.error.place-changed'
		);
	});
});

describe('adding and removing', () => {
	const part = { lang: 'sv' as const, used: new Set(['rfi-2']) };
	test('keys are made of the name and never used twice', () => {
		const draft = made(addPhase(model(), { ...part, name: 'RFI', summary: 'Igen' }));
		expect(draft.phases.at(-1)?.key).toBe('rfi-3');
		const next = made(addStep(draft, { ...part, name: 'Träffa barnen!', phase: 'rfi-3', kinds: [] }));
		expect(next.phases.at(-1)?.steps[0]?.key).toBe('traffa-barnen');
		expect(freeKey('2030-målen', 'fas', new Set())).toBe('fas-2030-malen');
		expect(freeKey('!!!', 'fas', new Set(['fas']))).toBe('fas-2');
		for (const words of ['x'.repeat(300), 'å', '9', '—'])
			expect(freeKey(words, 'steg', new Set())).toMatch(/^[a-z][a-z0-9-]{0,40}$/);
	});
	test('what somebody has changed is not removed unread, and the last phase stays', () => {
		const draft = model();
		const step = stepOf(draft, 'insights')!.step;
		const without = made(removeStep(draft, 'insights', mark(step), mark));
		expect(stepOf(without, 'insights')).toBeUndefined();
		const changed = withText(draft, 'step.insights.name', newText('sv', 'Nytt'));
		expect(reason(removeStep(changed, 'insights', mark(step), mark))).toBe('methods.error.part-changed');
		const lone = { ...draft, phases: [draft.phases[0]!] };
		expect(reason(removePhase(lone, 'need', mark(lone.phases[0]), mark))).toBe('methods.error.last-phase');
	});
});

describe('texts', () => {
	test('every text has a name by which it can be exchanged', () => {
		for (const { id } of textsOf(model())) {
			const changed = withText(model(), id, newText('en', 'New words'));
			const found = textsOf(changed).find((one) => one.id === id);
			expect(found?.text?.t.en, id).toBe('New words');
			expect(textsOf(changed).filter((one) => one.text?.t.en === 'New words')).toHaveLength(1);
		}
	});
	test('two who write different texts both get theirs; the same text collides', () => {
		const was = { name: 'Innovationsmodellen', 'phase.need.name': 'Behov' };
		const first = writeTexts(model(), 'sv', { texts: { name: 'Min modell' }, was });
		const second = writeTexts(first.definition, 'sv', { texts: { 'phase.need.name': 'Problem' }, was });
		expect(second.conflicts).toEqual([]);
		expect((second.definition.name as LocalText).t.sv).toBe('Min modell');
		const third = writeTexts(second.definition, 'sv', {
			texts: { name: 'Din modell', 'phase.need.summary': 'Kort' },
			was: { ...was, 'phase.need.summary': MODEL.phases[0]!.summary.t.sv! }
		});
		expect(third.conflicts).toEqual(['name']);
		expect((third.definition.name as LocalText).t.sv).toBe('Min modell');
		expect(third.definition.phases[0]!.summary.t.sv).toBe('Kort');
	});
	test('a changed original makes its translation stale, until it is confirmed or rewritten', () => {
		const written = writeTexts(model(), 'sv', {
			texts: { name: 'Ny' },
			was: { name: 'Innovationsmodellen' }
		});
		const state = (definition: MethodDefinition) =>
			translationStates(definition).find((s) => s.lang === 'en')!;
		expect(state(model())).toMatchObject({ missing: 0, stale: 0 });
		expect(state(written.definition)).toMatchObject({ missing: 0, stale: 1 });
		const words = { name: 'The innovation model' };
		const confirmed = writeTexts(written.definition, 'en', { texts: words, was: words, confirmed: ['name'] });
		expect(state(confirmed.definition)).toMatchObject({ missing: 0, stale: 0 });
		const emptied = writeTexts(written.definition, 'en', { texts: { name: '' }, was: words });
		expect(state(emptied.definition)).toMatchObject({ missing: 1, stale: 0 });
	});
	test('the original of a name may not be emptied, and nothing may be endless', () => {
		expect(wordFaults(model(), 'sv', { texts: { name: ' ' }, was: {} })).toEqual({
			name: 'form.error.required'
		});
		expect(wordFaults(model(), 'en', { texts: { name: ' ' }, was: {} })).toEqual({});
		const texts = { 'step.rfi.guidance': 'x'.repeat(8001) };
		expect(wordFaults(model(), 'sv', { texts, was: {} })).toEqual({
			'step.rfi.guidance': 'methods.error.guidance-long'
		});
	});
});

describe('gates', () => {
	const number: FactDefinition = {
		key: 'workshop.held',
		type: 'number',
		condition: '' as never,
		lacking: '' as never
	};
	const yesNo: FactDefinition = { ...number, key: 'rfi.closed', type: 'boolean' };
	const rows: [string, FactDefinition | undefined, Parameters<typeof leafOf>[1], number | null, unknown][] = [
		['at least', number, 'at-least', 3, { fact: 'workshop.held', atLeast: 3 }],
		['at most none', number, 'at-most', 0, { fact: 'workshop.held', atMost: 0 }],
		[
			'at least none asks for nothing',
			number,
			'at-least',
			0,
			{ reason: 'methods.error.value', field: 'value' }
		],
		['no number', number, 'at-least', null, { reason: 'form.error.required', field: 'value' }],
		['yes or no of a number', number, 'yes', 1, { reason: 'form.error.pick-one', field: 'how' }],
		['a number of yes or no', yesNo, 'at-least', 1, { reason: 'form.error.pick-one', field: 'how' }],
		['not so', yesNo, 'no', null, { fact: 'rfi.closed', is: false }],
		['unknown fact', undefined, 'yes', null, { reason: 'methods.error.fact', field: 'fact' }]
	];
	test.each(rows)('%s', (_name, fact, how, value, expected) => {
		expect(leafOf(fact, how, value)).toEqual(expected);
	});

	const set = (draft: MethodDefinition, line: number | null, part: number | null, leaf: Condition) =>
		setCondition(draft, {
			phase: 'dialogue',
			was: mark(draft.phases[1]!.gate),
			mark,
			place: { line, part },
			leaf: leaf as never
		});
	test('lines are added, get alternatives, are changed and removed', () => {
		const added = made(set(model(), null, null, { fact: 'rfi.closed', is: true }));
		expect(gateParts(added.phases[1]!.gate)).toHaveLength(5);
		const either = made(set(added, 0, null, { fact: 'insights.count', atLeast: 20 }));
		expect(gateParts(either.phases[1]!.gate)[0]).toEqual([
			{ fact: 'workshop.held', atLeast: 1 },
			{ fact: 'insights.count', atLeast: 20 }
		]);
		const changed = made(set(either, 0, 0, { fact: 'workshop.held', atLeast: 2 }));
		const seen = { phase: 'dialogue', was: mark(changed.phases[1]!.gate), mark };
		const removed = made(removeCondition(changed, { ...seen, line: 0, part: 1 }));
		expect(gateParts(removed.phases[1]!.gate)[0]).toEqual([{ fact: 'workshop.held', atLeast: 2 }]);
		expect(reason(removeCondition(removed, { ...seen, line: 0, part: 0 }))).toBe(
			'methods.error.gate-changed'
		);
	});
	test('lines change places, with their alternatives; never past the ends, never in a gate one has not seen', () => {
		const either = made(set(model(), 0, null, { fact: 'insights.count', atLeast: 20 }));
		const move = (draft: MethodDefinition, line: number, to: 'up' | 'down', seen = draft) =>
			moveLine(draft, { phase: 'dialogue', was: mark(seen.phases[1]!.gate), mark, line, to });
		const facts = (draft: MethodDefinition) =>
			gateParts(draft.phases[1]!.gate).map((line) =>
				line.map((part) => 'fact' in part && part.fact).join('|')
			);
		const [first, second, ...rest] = facts(either);
		expect(first).toBe('workshop.held|insights.count');
		const down = made(move(either, 0, 'down'));
		expect(facts(down)).toEqual([second, first, ...rest]);
		expect(made(move(down, 1, 'up'))).toEqual(either);
		for (const [line, to] of [
			[0, 'up'],
			[3, 'down'],
			[9, 'up'],
			[-1, 'down']
		] as const)
			expect(reason(move(either, line, to)), `${line} ${to}`).toBe('methods.error.at-the-end');
		expect(reason(move(down, 0, 'down', either))).toBe('methods.error.gate-changed');
		expect(sayDifferences(differencesBetween(either, down), translator('sv'))).toEqual([
			{
				heading: 'Dialog',
				lines: [{ text: 'Villkoren för att gå vidare står i en ny ordning.', words: null }]
			}
		]);
	});
	test('alternatives change places within their line', () => {
		const either = made(set(model(), 0, null, { fact: 'insights.count', atLeast: 20 }));
		const move = (draft: MethodDefinition, part: number, to: 'up' | 'down', line = 0, seen = draft) =>
			movePart(draft, { phase: 'dialogue', was: mark(seen.phases[1]!.gate), mark, line, part, to });
		const down = made(move(either, 0, 'down'));
		expect(gateParts(down.phases[1]!.gate)[0]).toEqual([
			{ fact: 'insights.count', atLeast: 20 },
			{ fact: 'workshop.held', atLeast: 1 }
		]);
		expect(gateParts(down.phases[1]!.gate).slice(1)).toEqual(gateParts(either.phases[1]!.gate).slice(1));
		expect(made(move(down, 1, 'up'))).toEqual(either);
		for (const [part, to, line] of [
			[0, 'up', 0],
			[1, 'down', 0],
			[0, 'down', 1],
			[0, 'up', 9]
		] as const)
			expect(reason(move(either, part, to, line)), `${part} ${to}`).toBe('methods.error.at-the-end');
		expect(reason(move(down, 0, 'down', 0, either))).toBe('methods.error.gate-changed');
	});
	test('the same is not asked for twice', () => {
		const again: Condition = { fact: 'workshop.held', atLeast: 1 };
		expect(reason(set(model(), null, null, again))).toBe('methods.error.condition-twice');
		expect(reason(set(model(), 1, 0, again))).toBe('methods.error.condition-twice');
		expect(reason(set(model(), 0, 0, again))).toBeNull();
	});
	test('a gate comes back the same from its parts', () => {
		for (const phase of model().phases) expect(gateOf(gateParts(phase.gate))).toEqual(phase.gate);
	});
	test('what can never be is found', () => {
		const held = (more: object) => ({ fact: 'a', ...more }) as Condition;
		expect(impossibleFacts({ all: [held({ atLeast: 5 }), held({ atMost: 2 })] })).toEqual(['a']);
		expect(impossibleFacts({ all: [held({ atLeast: 2 }), held({ atMost: 5 })] })).toEqual([]);
		expect(impossibleFacts({ all: [held({ is: true }), held({ is: false })] })).toEqual(['a']);
		expect(impossibleFacts({ all: [{ any: [held({ is: true }), held({ is: false })] }] })).toEqual([]);
	});
	test('an empty phase and an impossible gate keep a draft from being published', () => {
		const draft = model();
		draft.phases[0]!.steps = [];
		draft.phases[1]!.gate = {
			all: [
				{ fact: 'x', is: true },
				{ fact: 'x', is: false }
			]
		};
		const known = {
			fact: (key: string) =>
				({ ...yesNo, key, type: key === 'x' ? 'boolean' : number.type }) as FactDefinition,
			kind: () => ({ key: '', name: '' as never, facts: [] })
		};
		const found = checkDefinition(draft, known).map((problem) => problem.key);
		expect(found).toContain('methods.check.no-steps');
		expect(found).toContain('methods.check.impossible');
	});
	test('facts that no step can give are pointed out', () => {
		const draft = model();
		const kindOf = (fact: string) => fact.split('.')[0];
		expect(unreachableFacts(draft, kindOf)).toEqual([]);
		draft.phases[2]!.steps = [];
		expect(unreachableFacts(draft, kindOf)).toEqual([
			{ phase: 'rfi', fact: 'rfi.closed' },
			{ phase: 'rfi', fact: 'rfi.summary-published' }
		]);
	});
});

describe('differences', () => {
	const said = (from: MethodDefinition, to: MethodDefinition) =>
		sayDifferences(differencesBetween(from, to), translator('sv')).flatMap((group) =>
			group.lines.map((line) => `${group.heading ?? ''}: ${line.text}`)
		);
	test('none between a version and itself', () => {
		expect(differencesBetween(model(), model())).toEqual([]);
	});
	test('a step that is gone is told of under its phase', () => {
		const to = made(removeStep(model(), 'insights', mark(stepOf(model(), 'insights')!.step), mark));
		expect(said(model(), to)).toEqual(['Dialog: Steget Insikter i fasen Dialog är borttaget.']);
	});
	test('only what moved is said to have moved', () => {
		expect([...movedKeys(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'])]).toEqual(['d']);
		expect([...movedKeys(['a', 'b', 'c'], ['a', 'x', 'c', 'b'])]).toHaveLength(1);
		expect(movedKeys(['a', 'b'], ['a', 'x', 'b']).size).toBe(0);
		expect(movedKeys([], []).size).toBe(0);
	});
	test('added, removed, moved, renamed, reworded, gates and kinds, in words', () => {
		let to = made(movePhase(model(), 'rfi', 'up', phaseOrder(model())));
		to = made(removePhase(to, 'spread', mark(to.phases.at(-1)), mark));
		to = made(addStep(to, { lang: 'sv', used: new Set(), name: 'Nytt steg', phase: 'need', kinds: [] }));
		to = made(
			placeStep(
				to,
				'insights',
				{ phase: 'effect', kinds: ['effects'] },
				placeMark({ phase: 'dialogue', kinds: ['insights'] })
			)
		);
		to = withText(to, 'phase.need.name', writeText(to.phases[0]!.name as LocalText, 'sv', 'Problem'));
		to = withText(to, 'step.rfi.guidance', newText('sv', 'Helt nya ord'));
		to = withText(to, 'name', writeText(to.name as LocalText, 'en', 'Another name'));
		to.phases[0]!.gate = { all: [{ fact: 'challenge.approved', is: true }] };
		const lines = said(model(), to);
		expect(lines).toEqual([
			': En text är översatt till engelska på nytt.',
			': Fasen Spridning är borttagen.',
			': Steget Lärdomar i fasen Spridning är borttaget.',
			'Problem: Fasen heter nu ”Problem” i stället för ”Behov”.',
			'Problem: Nytt steg: Nytt steg.',
			expect.stringMatching(/^Problem: Krävs inte längre för att gå vidare: /),
			expect.stringMatching(/^RFI: Fasen är flyttad och kommer nu efter Problem|^RFI: /),
			expect.stringMatching(/omskriven|flyttad/),
			'Effekt: Steget Insikter är flyttat hit från fasen Dialog.',
			expect.stringMatching(/^Effekt: Steget Insikter rymmer nu också .* Steget Insikter rymmer inte längre /)
		]);
	});
});

describe('what a phase of a method for procurement suggests', () => {
	const pcp = structuredClone(PCP_VERSIONS.at(-1)!.definition);
	const seen = planWords(pcp.phases[2]!.plan);
	const plan = { kind: 'prototype', places: 3, share: 35, months: 8 } as const;
	const done = (edited: Edited) => ('definition' in edited ? edited.definition : edited.reason);

	test('is changed by whoever saw it as it is, told of as a difference, and by nobody else', () => {
		const changed = done(planPhase(pcp, 'prototype', plan, seen));
		expect(changed).toMatchObject({ phases: [{}, {}, { plan }, {}] });
		const said = sayDifferences(differencesBetween(pcp, changed as typeof pcp), translator('sv'));
		expect(said.flatMap((group) => group.lines.map((line) => line.text))).toEqual([
			'Förslaget för fasen Prototyp är nu: Prototyp · 3 platser · 35 % av budgeten · 8 månader.'
		]);
		const other = { ...plan, places: 1 };
		expect(done(planPhase(changed as typeof pcp, 'prototype', other, seen))).toBe(
			'methods.error.part-changed'
		);
		expect(done(planPhase(pcp, 'gone', plan, seen))).toBe('methods.error.gone');
	});
	test('a new phase has one from the start', () => {
		const part = { lang: 'sv', name: 'Följ upp', summary: 'Ett år senare', used: new Set<string>() } as const;
		const added = done(addPhase(pcp, { ...part, plan: { kind: 'other', places: 1 } }));
		expect(added).toMatchObject({ phases: [{}, {}, {}, {}, { plan: { kind: 'other' } }] });
	});
});
