import { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	changeDraft,
	draftOf,
	factNamed,
	formOf,
	gateParts,
	impossibleFacts,
	markOf,
	phaseOf,
	removeCondition
} from '#capabilities/methods/index.ts';
import { conditionWords, say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { definition, method } = await draftOf(ctx, params.key);
	const phase = phaseOf(definition, params.phase);
	if (!phase) throw notFound();
	const t = translator(ctx.lang);
	return {
		key: method.key,
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

export const actions = {
	remove: formAction({
		id: 'remove',
		schema: z.object({
			line: z.coerce.number().int().min(0).max(100),
			part: z.coerce.number().int().min(0).max(100),
			was: z.string().max(60)
		}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const phase = params.phase!;
			const what = { action: 'method.condition-removed', data: { phase } } as const;
			await changeDraft(ctx, params.key!, what, (draft) =>
				removeCondition(draft, { ...data, phase, mark: markOf })
			);
			return {
				to: `/${ctx.lang}/methods/${params.key}/draft/phases/${phase}/gate`,
				flash: 'methods.gate.removed'
			};
		}
	})
};
