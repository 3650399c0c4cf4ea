import { z } from 'zod';
import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	changeDraft,
	checkDefinition,
	draftForPage,
	factNamed,
	gateLines,
	kindOfFact,
	kindWord,
	knownIn,
	movePhase,
	moveStep,
	phaseOrder,
	sayPlan,
	stepOrder,
	translationStates,
	unreachableFacts
} from '#capabilities/methods/index.ts';
import { conditionWords, say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	const t = translator(ctx.lang);
	const advice = unreachableFacts(definition, (fact) => kindOfFact(fact)?.key);
	const phaseName = (key: string) =>
		plainText(definition.phases.find((phase) => phase.key === key)?.name, ctx.lang);
	return {
		key: method.key,
		gone,
		current: method.current,
		name: definition.name as LocalText,
		summary: definition.summary as LocalText,
		order: phaseOrder(definition),
		phases: definition.phases.map((phase) => ({
			key: phase.key,
			name: phase.name as LocalText,
			summary: phase.summary as LocalText,
			plan: phase.plan ? sayPlan(phase.plan, t) : null,
			order: stepOrder(phase),
			steps: phase.steps.map((step) => ({
				key: step.key,
				name: step.name as LocalText,
				kinds: step.kinds.map((kind) => kindWord(kind, t))
			})),
			gate: gateLines(phase.gate, {}, factNamed).map((line) => say(line.condition, t))
		})),
		problems: checkDefinition(definition, knownIn(method.kind)).map((problem) =>
			t(problem.key, problem.params)
		),
		advice: advice.map(({ phase, fact }) =>
			t('methods.check.unreachable', {
				phase: phaseName(phase),
				condition: say(conditionWords({ fact, ...anyComparison(fact) }, factNamed), t)
			})
		),
		translations: translationStates(definition).filter((state) => state.total > 0)
	};
};

/** For naming a fact by the sentence of its kind. */
const anyComparison = (fact: string) => (factNamed(fact)?.type === 'boolean' ? { is: true } : { atLeast: 1 });

const moveShape = { part: z.string().max(60), to: z.enum(['up', 'down']), was: z.string().max(2000) };
const here = (ctx: { lang: string }, params: { key?: string }, part: string) =>
	`/${ctx.lang}/methods/${params.key}/draft#${part}`;

export const actions = {
	movePhase: formAction({
		id: 'move',
		schema: z.object(moveShape),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { part, to, was }, { params }) => {
			const what = { action: 'method.phase-moved', data: { phase: part, to } } as const;
			await changeDraft(ctx, params.key!, what, (draft) => movePhase(draft, part, to, was));
			return { to: here(ctx, params, `phase-${part}`), flash: 'methods.draft.moved' };
		}
	}),
	moveStep: formAction({
		id: 'move',
		schema: z.object(moveShape),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { part, to, was }, { params }) => {
			const what = { action: 'method.step-moved', data: { step: part, to } } as const;
			await changeDraft(ctx, params.key!, what, (draft) => moveStep(draft, part, to, was));
			return { to: here(ctx, params, `step-${part}`), flash: 'methods.draft.moved' };
		}
	})
};
