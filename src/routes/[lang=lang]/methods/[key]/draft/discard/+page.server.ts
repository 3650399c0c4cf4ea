import { z } from 'zod';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessMethod, discardDraft, draftForPage } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params, request }) => {
	const { method, definition, revision, basedOn, gone } = await draftForPage(ctx, params.key, request);
	return {
		key: method.key,
		gone,
		name: plainText(definition.name, ctx.lang),
		revision,
		basedOn,
		current: method.current
	};
};

export const actions = {
	default: formAction({
		schema: z.object({ revision: z.coerce.number().int() }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const { methodGone } = await discardDraft(ctx, params.key!, data);
			const to = methodGone ? `/${ctx.lang}/methods` : `/${ctx.lang}/methods/${params.key}`;
			return { to, flash: 'methods.discard.done' };
		}
	})
};
