import { endOtherSessions, endSession, listSessions, SESSION_DAYS } from '#capabilities/identity/index.ts';
import { plainForm, sessionForm } from '#capabilities/identity/form.ts';
import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx } }) => ({
	sessions: await listSessions(ctx),
	days: SESSION_DAYS
});

export const actions: Actions = {
	end: formAction({
		schema: sessionForm,
		door: requirePerson,
		run: async (ctx, { session }) => {
			await endSession(ctx, session);
			return { to: `/${ctx.lang}/my/sessions`, flash: 'identity.sessions.ended' };
		}
	}),
	endOthers: formAction({
		schema: plainForm,
		door: requirePerson,
		run: async (ctx) => {
			const count = await endOtherSessions(ctx);
			return { to: `/${ctx.lang}/my/sessions`, flash: 'identity.sessions.others-ended', params: { count } };
		}
	})
};
