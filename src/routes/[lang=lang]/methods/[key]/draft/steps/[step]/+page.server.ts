import { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText, readText, type LocalText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	changeDraft,
	draftForPage,
	draftOf,
	markOf,
	placeMark,
	placeStep,
	refuseUnknownKinds,
	removeStep,
	stepKinds,
	stepOf,
	textFields,
	writeDraftTexts,
	writtenTexts,
	type MethodDefinition
} from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	const found = stepOf(definition, params.step);
	if (!found && request.method !== 'POST') throw notFound();
	const t = translator(ctx.lang);
	const place = { phase: found?.phase.key ?? '', kinds: found?.step.kinds ?? [] };
	const guidance = readText(found?.step.guidance as LocalText | undefined, ctx.lang);
	return {
		key: method.key,
		gone,
		partGone: !found,
		name: plainText(definition.name, ctx.lang),
		step: params.step,
		title: plainText(found?.step.name, ctx.lang) || params.step,
		guidance: { text: guidance.text, lang: guidance.fallback ? guidance.lang : undefined },
		fields: textFields(definition, [`step.${params.step}.name`, `step.${params.step}.guidance`], ctx.lang),
		place,
		placeMark: placeMark(place),
		mark: markOf(found?.step ?? null),
		phases: definition.phases.map((phase) => ({
			value: phase.key,
			label: plainText(phase.name, ctx.lang) || phase.key
		})),
		kinds: stepKinds(method.kind).map((kind) => ({ value: kind.key, label: t(kind.name) }))
	};
};

const draft = (ctx: { lang: string }, params: { key?: string }) => `/${ctx.lang}/methods/${params.key}/draft`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: z.object({
			kinds: z.array(z.string().max(60)).max(10),
			phase: z.string().max(60),
			placeWas: z.string().max(600)
		}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { kinds, phase, placeWas }, { params }, form) => {
			refuseUnknownKinds(kinds, (await accessMethod(ctx, params.key!)).kind);
			const place = { phase, kinds };
			const edit = (one: MethodDefinition) => placeStep(one, params.step!, place, placeWas);
			await writeDraftTexts(ctx, params.key!, writtenTexts(form), { also: { field: 'kinds', edit } });
			return { to: `${draft(ctx, params)}#step-${params.step}`, flash: 'methods.draft.saved' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: z.object({ was: z.string().max(60) }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { was }, { params }) => {
			const key = params.step!;
			const found = stepOf((await draftOf(ctx, params.key!)).definition, key);
			const name = plainText(found?.step.name, ctx.lang) || key;
			const what = { action: 'method.step-removed', data: { step: key } } as const;
			await changeDraft(ctx, params.key!, what, (one) => removeStep(one, key, was, markOf));
			return { to: draft(ctx, params), flash: 'methods.remove.done', params: { name } };
		}
	})
};
