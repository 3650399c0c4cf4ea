import { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { text } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { eraseMe, erasurePlan } from '#capabilities/mywork/index.ts';

export const load = async ({ locals: { ctx } }) => ({ plan: await erasurePlan(ctx) });

export const actions = {
	erase: formAction({
		schema: z.object({ confirmation: text(40) }),
		door: requirePerson,
		run: async (ctx, data) => {
			await eraseMe(ctx, data.confirmation);
			return { to: `/${ctx.lang}`, flash: 'mywork.erase.done' };
		}
	})
};
