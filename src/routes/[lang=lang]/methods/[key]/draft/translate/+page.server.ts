import { z } from 'zod';
import { LANGS, isLang, type Lang } from '#platform/i18n/index.ts';
import { ownText, plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	draftForPage,
	textField,
	textsOf,
	translationStates,
	writeDraftTexts,
	writtenTexts,
	type MethodDefinition
} from '#capabilities/methods/index.ts';

/** Texts to translate, under the phase they belong to; steps come with their phase. */
function parts(definition: MethodDefinition, to: Lang) {
	const texts = textsOf(definition).filter(
		({ text }) => text && text.o !== to && ownText(text, text.o) !== ''
	);
	const stepNames = new Map(definition.phases.flatMap((p) => p.steps.map((s) => [s.key, s.name] as const)));
	const keys = [null, ...definition.phases.map((phase) => phase.key)];
	return keys.map((key) => ({
		key,
		name: definition.phases.find((phase) => phase.key === key)?.name ?? null,
		fields: texts
			.filter(({ phase }) => phase === key)
			.map((one) => ({ ...textField(one, to), step: one.step ? stepNames.get(one.step)! : null }))
	}));
}

export const load = async ({ locals: { ctx }, params, request, url }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	const wanted = url.searchParams.get('to');
	const states = translationStates(definition);
	const fullest = [...states].sort((a, b) => b.missing + b.stale - (a.missing + a.stale))[0]!;
	const to: Lang = wanted && isLang(wanted) ? wanted : fullest.lang;
	const onlyLeft = url.searchParams.get('left') === '1';
	const isLeft = (field: { value: string; stale: boolean }) => field.value === '' || field.stale;
	return {
		key: method.key,
		gone,
		name: plainText(definition.name, ctx.lang),
		to,
		onlyLeft,
		state: states.find((state) => state.lang === to)!,
		languages: LANGS.map((lang) => {
			const state = states.find((one) => one.lang === lang)!;
			return { lang, left: state.missing + state.stale, total: state.total };
		}),
		parts: parts(definition, to)
			.map(({ key, name, fields }) => ({
				key: key ?? '',
				name: name && plainText(name, ctx.lang),
				// What somebody has just typed is shown even if it is no longer missing.
				fields: fields
					.filter((field) => !onlyLeft || isLeft(field) || request.method === 'POST')
					.map((field) => ({ ...field, step: field.step && plainText(field.step, ctx.lang) }))
			}))
			.filter(({ fields }) => fields.length > 0)
	};
};

export const actions = {
	default: formAction({
		schema: z.object({
			section: z.string().max(60).optional(),
			to: z.enum(LANGS),
			left: z.literal('1').optional(),
			heading: z.string().max(200).optional()
		}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, { section, to, left, heading }, { params }, form) => {
			await writeDraftTexts(ctx, params.key!, writtenTexts(form), { lang: to });
			const query = `?to=${to}${left ? '&left=1' : ''}`;
			return {
				to: `/${ctx.lang}/methods/${params.key}/draft/translate${query}#part-${section ?? ''}`,
				flash: 'methods.translate.saved',
				params: { part: heading ?? '' }
			};
		}
	})
};
