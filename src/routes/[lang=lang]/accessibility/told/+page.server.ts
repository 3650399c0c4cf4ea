import {
	confirmFault,
	dismissFault,
	fixFault,
	handleFaults,
	toldFaults
} from '#capabilities/accessibility/index.ts';
import { confirmForm, handleForm } from '#capabilities/accessibility/form.ts';
import { authorize } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

const door = (ctx: Context) => authorize(ctx, handleFaults, null);
const back = (ctx: Context) => `/${ctx.lang}/accessibility/told`;

export const load: PageServerLoad = async ({ locals }) => ({ faults: await toldFaults(locals.ctx) });

export const actions: Actions = {
	confirm: formAction({
		id: 'confirm',
		schema: confirmForm,
		door,
		run: async (ctx, data) => {
			await confirmFault(ctx, data);
			return { to: back(ctx), flash: 'accessibility.told.done.confirmed' };
		}
	}),
	fix: formAction({
		id: 'fix',
		schema: handleForm,
		door,
		run: async (ctx, { id }) => {
			await fixFault(ctx, id);
			return { to: back(ctx), flash: 'accessibility.told.done.fixed' };
		}
	}),
	dismiss: formAction({
		id: 'dismiss',
		schema: handleForm,
		door,
		run: async (ctx, { id }) => {
			await dismissFault(ctx, id);
			return { to: back(ctx), flash: 'accessibility.told.done.dismissed' };
		}
	})
};
