import { demoDoor, listPersonas, signInAsPersona } from '#capabilities/identity/index.ts';
import { personaForm } from '#capabilities/identity/form.ts';
import { config } from '#platform/server/config.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { setAuthCookies } from '#platform/server/http/auth-cookies.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => ({
	personas: await listPersonas(locals.ctx),
	outbox: !config().SMTP_URL
});

export const actions: Actions = {
	default: formAction({
		schema: personaForm,
		door: demoDoor,
		run: async (ctx, { persona }, { request, cookies }) => {
			setAuthCookies(cookies, await signInAsPersona(ctx, persona, request.headers));
			return { to: `/${ctx.lang}/my` };
		}
	})
};
