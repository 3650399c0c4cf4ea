import { z } from 'zod';
import { text } from '#platform/forms/fields.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessMethod, addPhase, changeDraft, draftForPage, usedKeys } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	return { key: method.key, gone, name: plainText(definition.name, ctx.lang) };
};

export const actions = {
	default: formAction({
		schema: z.object({ name: text(120), summary: text(600) }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const method = await accessMethod(ctx, params.key!);
			const used = await usedKeys(ctx.db, method.id);
			await changeDraft(ctx, params.key!, { action: 'method.phase-added' }, (draft) =>
				addPhase(draft, {
					...data,
					lang: ctx.lang,
					used,
					plan: method.kind === 'pcp' ? { kind: 'other', places: 1 } : undefined
				})
			);
			return { to: `/${ctx.lang}/methods/${params.key}/draft`, flash: 'methods.draft.saved' };
		}
	})
};
