import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { createRfi, manageCalls, workList } from '#capabilities/calls/index.ts';
import { accessInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { initiative, calls } = await workList(ctx, params.slug);
	return { calls, mayManage: can(ctx.actor, manageCalls, initiative) };
};

export const actions = {
	default: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, manageCalls),
		run: async (ctx, _data, { params }) => {
			const id = await createRfi(ctx, params.slug!);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${id}`, flash: 'rfi.begun' };
		}
	})
};
