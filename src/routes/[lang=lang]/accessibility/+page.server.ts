import {
	accessibilityStatement,
	handleFaults,
	tellFault,
	timeProof
} from '#capabilities/accessibility/index.ts';
import { faultForm } from '#capabilities/accessibility/form.ts';
import { can } from '#platform/access/index.ts';
import { config } from '#platform/server/config.ts';
import { formAction, publicDoor } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => ({
	...(await accessibilityStatement(ctx)),
	operator: { name: config().OPERATOR_NAME ?? null, email: config().OPERATOR_EMAIL ?? null },
	/** A page that links here says which it was. */
	from: (url.searchParams.get('from') ?? '').slice(0, 300),
	mayHandle: can(ctx.actor, handleFaults, null),
	since: timeProof()
});

export const actions: Actions = {
	default: formAction({
		schema: faultForm,
		door: publicDoor,
		run: async (ctx, data) => {
			await tellFault(ctx, data);
			return { to: `/${ctx.lang}/accessibility`, flash: 'accessibility.tell.thanks' };
		}
	})
};
