import { z } from 'zod';
import { longText } from '#platform/forms/fields.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { runsUnderWay } from '#capabilities/initiatives/index.ts';
import { procurementsUnderWay } from '#capabilities/procurements/index.ts';
import {
	accessMethod,
	checkDefinition,
	differencesBetween,
	draftForPage,
	knownIn,
	publishDraft,
	sayDifferences,
	sourceOfDraft,
	translationStates
} from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const draft = await draftForPage(ctx, params.key, request);
	const { definition, method, gone } = draft;
	const t = translator(ctx.lang);
	const source = gone ? null : await sourceOfDraft(ctx, draft);
	return {
		key: method.key,
		gone,
		name: plainText(definition.name, ctx.lang),
		revision: draft.revision,
		next: (method.current ?? 0) + 1,
		problems: checkDefinition(definition, knownIn(method.kind)).map((problem) =>
			t(problem.key, problem.params)
		),
		translations: translationStates(definition).filter((state) => state.missing + state.stale > 0),
		source: source && {
			own: source.own,
			name: plainText(source.version.definition.name, ctx.lang),
			number: source.version.number,
			/** A version that came after the draft was begun. */
			newer: source.own && draft.basedOn !== null && draft.basedOn < source.version.number
		},
		differences: source ? sayDifferences(differencesBetween(source.version.definition, definition), t) : null,
		pcp: method.kind === 'pcp',
		running:
			method.kind === 'pcp'
				? await procurementsUnderWay(ctx.db, method.id)
				: await runsUnderWay(ctx, method.id)
	};
};

export const actions = {
	default: formAction({
		schema: z.object({ note: longText(2000, 3), revision: z.coerce.number().int() }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const { number } = await publishDraft(ctx, params.key!, data);
			return {
				to: `/${ctx.lang}/methods/${params.key}`,
				flash: 'methods.publish.done',
				params: { number }
			};
		}
	})
};
