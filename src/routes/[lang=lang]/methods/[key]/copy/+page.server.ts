import { z } from 'zod';
import { text } from '#platform/forms/fields.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessMethod, copyMethod, methodVersionNumbered } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const method = await accessMethod(ctx, params.key);
	const { definition } = await methodVersionNumbered(ctx.db, params.key, method.current ?? 0);
	return { key: method.key, name: plainText(definition.name, ctx.lang) };
};

export const actions = {
	default: formAction({
		schema: z.object({ name: text(120, 3) }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const { key } = await copyMethod(ctx, params.key!, data);
			return { to: `/${ctx.lang}/methods/${key}/draft`, flash: 'methods.copy.done' };
		}
	})
};
