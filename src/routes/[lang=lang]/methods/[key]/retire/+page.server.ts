import { z } from 'zod';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessMethod, methodVersionNumbered, setRetired } from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const method = await accessMethod(ctx, params.key);
	const { definition } = await methodVersionNumbered(ctx.db, params.key, method.current ?? 0);
	return {
		key: method.key,
		name: plainText(definition.name, ctx.lang),
		retired: method.retiredAt !== null
	};
};

export const actions = {
	default: formAction({
		schema: z.object({ retired: z.enum(['yes', 'no']) }),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, data, { params }) => {
			const retired = data.retired === 'yes';
			await setRetired(ctx, params.key!, { retired });
			return {
				to: `/${ctx.lang}/methods/${params.key}`,
				flash: retired ? 'methods.retire.done' : 'methods.restore.done'
			};
		}
	})
};
