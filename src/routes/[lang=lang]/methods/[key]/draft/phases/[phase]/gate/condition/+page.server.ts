import { z } from 'zod';
import { integer } from '#platform/forms/fields.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator, type Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	changeDraft,
	COMPARISONS,
	comparisonsFor,
	draftForPage,
	factNamed,
	formOf,
	gateParts,
	knownIn,
	leafOf,
	markOf,
	phaseOf,
	setCondition,
	stepKinds,
	type Comparison,
	type FactDefinition
} from '#capabilities/methods/index.ts';
import { conditionWords, say } from '#capabilities/methods/rules.ts';

/** The condition in words, as the team of an initiative reads it. */
function words(fact: FactDefinition, how: Comparison, value: number, t: Translator): string {
	const leaf = leafOf(fact, how, value);
	return 'reason' in leaf ? '' : say(conditionWords(leaf, factNamed), t);
}

const place = (url: URL, name: string) => {
	const value = url.searchParams.get(name);
	return value !== null && /^\d{1,2}$/.test(value) ? Number(value) : null;
};

export const load = async ({ locals: { ctx }, params, url, request }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	const phase = phaseOf(definition, params.phase);
	if (!phase) throw notFound();
	const line = place(url, 'line');
	const part = place(url, 'part');
	const condition = line !== null && part !== null ? gateParts(phase.gate)[line]?.[part] : undefined;
	const old = condition ? formOf(condition) : null;
	// What was posted is shown again although the gate has changed under it.
	if (part !== null && !old && request.method !== 'POST') throw notFound();
	const wanted = url.searchParams.get('fact');
	const fact = wanted === '' ? undefined : factNamed(wanted ?? old?.fact ?? '');
	const t = translator(ctx.lang);
	const same = fact && old?.fact === fact.key ? old : null;
	const how = COMPARISONS.find((one) => one === url.searchParams.get('how')) ?? same?.how;
	const value = Number(url.searchParams.get('value') ?? same?.value ?? 1) || 1;
	return {
		key: method.key,
		gone,
		name: plainText(definition.name, ctx.lang),
		phase: phase.key,
		phaseName: plainText(phase.name, ctx.lang),
		mark: markOf(phase.gate),
		line,
		part,
		fact: fact && {
			key: fact.key,
			numeric: fact.type === 'number',
			ways: comparisonsFor(fact).map((way) => ({ value: way, reads: words(fact, way, value, t) }))
		},
		how: how ?? null,
		value,
		reads: fact && how ? words(fact, how, value, t) : null,
		groups: stepKinds(method.kind)
			.filter((kind) => kind.facts.length > 0)
			.map((kind) => ({
				name: t(kind.name),
				facts: kind.facts.map((one) => ({
					key: one.key,
					text: words(one, comparisonsFor(one)[0]!, 1, t)
				}))
			}))
	};
};

export const actions = {
	default: formAction({
		schema: z.object({
			fact: z.string().max(80),
			how: z.enum(COMPARISONS),
			value: integer(0).optional(),
			line: z.coerce.number().int().min(0).max(100).optional(),
			part: z.coerce.number().int().min(0).max(100).optional(),
			was: z.string().max(60)
		}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const { kind } = await accessMethod(ctx, params.key!);
			const leaf = leafOf(knownIn(kind).fact(data.fact), data.how, data.value ?? null);
			if ('reason' in leaf) {
				throw new AppError('invalid', 'form.error.failed', { fields: { [leaf.field]: leaf.reason } });
			}
			const phase = params.phase!;
			const what = { action: 'method.condition-set', data: { phase, fact: data.fact } } as const;
			await changeDraft(ctx, params.key!, what, (draft) =>
				setCondition(draft, {
					phase,
					was: data.was,
					mark: markOf,
					place: { line: data.line ?? null, part: data.part ?? null },
					leaf
				})
			);
			return {
				to: `/${ctx.lang}/methods/${params.key}/draft/phases/${phase}/gate`,
				flash: 'methods.gate.saved'
			};
		}
	})
};
