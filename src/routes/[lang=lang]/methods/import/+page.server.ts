import { z } from 'zod';
import { authorize } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { editMethods, importMethod } from '#capabilities/methods/index.ts';

export const load = ({ locals: { ctx } }) => {
	authorize(ctx, editMethods, null);
};

export const actions = {
	default: formAction({
		schema: z.object({
			key: z
				.string()
				.regex(/^[a-z][a-z0-9-]{0,40}$/, { error: 'methods.import.key-shape' })
				.optional()
		}),
		door: (ctx) => authorize(ctx, editMethods, null),
		run: async (ctx, { key }, _event, form) => {
			const file = form.get('file');
			const words = file instanceof File ? await file.text() : '';
			const made = await importMethod(ctx, words, key);
			return {
				to: `/${ctx.lang}/methods/${made.key}`,
				flash: 'methods.import.done',
				params: { number: made.number }
			};
		}
	})
};
