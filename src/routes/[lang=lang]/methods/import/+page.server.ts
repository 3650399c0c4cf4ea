import { z } from 'zod';
import { authorize } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { editMethods, IMPORT_WAYS, importMethod } from '#capabilities/methods/index.ts';

export const load = ({ locals: { ctx } }) => {
	authorize(ctx, editMethods, null);
};

export const actions = {
	default: formAction({
		schema: z.object({
			key: z
				.string()
				.regex(/^[a-z][a-z0-9-]{0,40}$/, { error: 'methods.import.key-shape' })
				.optional(),
			way: z.enum(IMPORT_WAYS)
		}),
		door: (ctx) => authorize(ctx, editMethods, null),
		run: async (ctx, { key, way }, _event, form) => {
			const file = form.get('file');
			const words = file instanceof File ? await file.text() : '';
			const made = await importMethod(ctx, words, key, way);
			const to = `/${ctx.lang}/methods/${made.key}`;
			return made.number === null
				? { to: `${to}/draft`, flash: 'methods.import.draft-done' as const }
				: { to, flash: 'methods.import.done' as const, params: { number: made.number } };
		}
	})
};
