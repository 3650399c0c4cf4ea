import { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	changeDraft,
	draftForPage,
	factNamed,
	formOf,
	gateParts,
	impossibleFacts,
	markOf,
	moveLine,
	movePart,
	phaseOf,
	removeCondition
} from '#capabilities/methods/index.ts';
import { conditionWords, say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	const phase = phaseOf(definition, params.phase);
	if (!phase) throw notFound();
	const t = translator(ctx.lang);
	return {
		key: method.key,
		gone,
		name: plainText(definition.name, ctx.lang),
		phase: phase.key,
		phaseName: plainText(phase.name, ctx.lang),
		mark: markOf(phase.gate),
		impossible: impossibleFacts(phase.gate).length > 0,
		lines: gateParts(phase.gate).map((parts) =>
			parts.map((part) => ({
				text: say(conditionWords(part, factNamed), t),
				simple: formOf(part) !== null
			}))
		)
	};
};

const index = z.coerce.number().int().min(0).max(100);
const was = z.string().max(60);
const here = (ctx: { lang: string }, params: { key?: string; phase?: string }) =>
	`/${ctx.lang}/methods/${params.key}/draft/phases/${params.phase}/gate`;

export const actions = {
	remove: formAction({
		id: 'remove',
		schema: z.object({ line: index, part: index, was }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const phase = params.phase!;
			const what = { action: 'method.condition-removed', data: { phase } } as const;
			await changeDraft(ctx, params.key!, what, (draft) =>
				removeCondition(draft, { ...data, phase, mark: markOf })
			);
			return { to: here(ctx, params), flash: 'methods.gate.removed' };
		}
	}),
	move: formAction({
		id: 'move',
		schema: z.object({ part: index, to: z.enum(['up', 'down']), was }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { part: line, to, was }, { params }) => {
			const phase = params.phase!;
			const what = { action: 'method.condition-moved', data: { phase, line, to } } as const;
			await changeDraft(ctx, params.key!, what, (draft) =>
				moveLine(draft, { line, to, was, phase, mark: markOf })
			);
			const now = to === 'up' ? line - 1 : line + 1;
			return { to: `${here(ctx, params)}#line-${now}`, flash: 'methods.draft.moved' };
		}
	}),
	alternative: formAction({
		id: 'alternative',
		schema: z.object({ line: index, part: index, to: z.enum(['up', 'down']), was }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { line, part, to, was }, { params }) => {
			const phase = params.phase!;
			const what = { action: 'method.alternative-moved', data: { phase, line, part, to } } as const;
			await changeDraft(ctx, params.key!, what, (draft) =>
				movePart(draft, { line, part, to, was, phase, mark: markOf })
			);
			return { to: `${here(ctx, params)}#line-${line}`, flash: 'methods.draft.moved' };
		}
	})
};
