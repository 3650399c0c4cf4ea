import { z } from 'zod';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessMethod,
	draftForPage,
	textFields,
	writeDraftTexts,
	writtenTexts
} from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { definition, method, gone } = await draftForPage(ctx, params.key, request);
	return {
		key: method.key,
		gone,
		name: plainText(definition.name, ctx.lang),
		fields: textFields(definition, ['name', 'summary'], ctx.lang)
	};
};

export const actions = {
	default: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, _data, { params }, form) => {
			await writeDraftTexts(ctx, params.key!, writtenTexts(form));
			return { to: `/${ctx.lang}/methods/${params.key}/draft`, flash: 'methods.draft.saved' };
		}
	})
};
