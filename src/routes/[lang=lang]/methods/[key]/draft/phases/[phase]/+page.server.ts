import { z } from 'zod';
import { checkbox, integer } from '#platform/forms/fields.ts';
import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	changeDraft,
	draftForPage,
	draftOf,
	factNamed,
	gateLines,
	markOf,
	phaseOf,
	PLAN_KINDS,
	planPhase,
	planWords,
	removePhase,
	textFields,
	writeDraftTexts,
	writtenTexts
} from '#capabilities/methods/index.ts';
import { say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	const phase = phaseOf(definition, params.phase);
	if (!phase && request.method !== 'POST') throw notFound();
	const t = translator(ctx.lang);
	const ids = [`phase.${params.phase}.name`, `phase.${params.phase}.summary`];
	return {
		key: method.key,
		gone,
		partGone: !phase,
		name: plainText(definition.name, ctx.lang),
		phase: params.phase,
		title: plainText(phase?.name, ctx.lang) || params.phase,
		steps: phase?.steps.length ?? 0,
		alone: definition.phases.length === 1,
		mark: markOf(phase ?? null),
		plan: method.kind === 'pcp' ? (phase?.plan ?? { kind: 'other' as const }) : null,
		planWas: planWords(phase?.plan),
		gate: phase ? gateLines(phase.gate, {}, factNamed).map((line) => say(line.condition, t)) : [],
		fields: textFields(definition, ids, ctx.lang)
	};
};

const draft = (ctx: { lang: string }, params: { key?: string }) => `/${ctx.lang}/methods/${params.key}/draft`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: z.object({}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, _data, { params }, form) => {
			await writeDraftTexts(ctx, params.key!, writtenTexts(form));
			return { to: `${draft(ctx, params)}#phase-${params.phase}`, flash: 'methods.draft.saved' };
		}
	}),
	plan: formAction({
		id: 'plan',
		schema: z.object({
			kind: z.enum(PLAN_KINDS),
			places: integer(1, 99).optional(),
			share: integer(0, 100).optional(),
			months: integer(1, 60).optional(),
			anonymous: checkbox,
			was: z.string().max(60)
		}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { was, anonymous, ...rest }, { params }) => {
			const plan = anonymous ? { ...rest, anonymous } : rest;
			const method = await accessMethod(ctx, params.key!);
			if (method.kind !== 'pcp') throw notFound();
			const phase = params.phase!;
			const what = { action: 'method.phase-planned', data: { phase } } as const;
			await changeDraft(ctx, params.key!, what, (draft) => planPhase(draft, phase, plan, was));
			return { to: `${draft(ctx, params)}#phase-${phase}`, flash: 'methods.draft.saved' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: z.object({ was: z.string().max(60) }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { was }, { params }) => {
			const key = params.phase!;
			const name = plainText(phaseOf((await draftOf(ctx, params.key!)).definition, key)?.name, ctx.lang);
			const what = { action: 'method.phase-removed', data: { phase: key } } as const;
			await changeDraft(ctx, params.key!, what, (one) => removePhase(one, key, was, markOf));
			return { to: draft(ctx, params), flash: 'methods.remove.done', params: { name: name || key } };
		}
	})
};
