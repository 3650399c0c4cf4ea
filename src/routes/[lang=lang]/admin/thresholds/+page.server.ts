import { limitForm } from '#capabilities/agreementforms/form.ts';
import { editLimits, limits, recordLimit } from '#capabilities/agreementforms/index.ts';
import { authorize } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Context } from '#platform/server/context.ts';
import type { Actions, PageServerLoad } from './$types';

const door = (ctx: Context) => authorize(ctx, editLimits, null);

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	door(ctx);
	return { limits: await limits(ctx) };
};

export const actions: Actions = {
	default: formAction({
		schema: limitForm,
		door,
		run: async (ctx, input) => {
			await recordLimit(ctx, input);
			return { to: `/${ctx.lang}/admin/thresholds`, flash: 'agreementforms.limit.recorded' };
		}
	})
};
