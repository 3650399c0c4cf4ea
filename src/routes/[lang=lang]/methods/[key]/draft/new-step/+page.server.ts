import { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import { text } from '#platform/forms/fields.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	addStep,
	changeDraft,
	draftForPage,
	phaseOf,
	refuseUnknownKinds,
	stepKinds,
	usedKeys
} from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params, request, url }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	const phase = phaseOf(definition, url.searchParams.get('phase') ?? definition.phases[0]!.key);
	if (!phase && request.method !== 'POST') throw notFound();
	const t = translator(ctx.lang);
	return {
		key: method.key,
		gone,
		partGone: !phase,
		name: plainText(definition.name, ctx.lang),
		phase: phase?.key ?? '',
		phaseName: plainText(phase?.name, ctx.lang),
		kinds: stepKinds(method.kind).map((kind) => ({ value: kind.key, label: t(kind.name) }))
	};
};

export const actions = {
	default: formAction({
		schema: z.object({ name: text(120), phase: z.string().max(60), kinds: z.array(z.string()).max(10) }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const method = await accessMethod(ctx, params.key!);
			const used = await usedKeys(ctx.db, method.id);
			refuseUnknownKinds(data.kinds, method.kind);
			await changeDraft(ctx, params.key!, { action: 'method.step-added' }, (draft) =>
				addStep(draft, { ...data, lang: ctx.lang, used })
			);
			return {
				to: `/${ctx.lang}/methods/${params.key}/draft#phase-${data.phase}`,
				flash: 'methods.draft.saved'
			};
		}
	})
};
