import { z } from 'zod';
import { invitationSettings, myAnswers, setInvitations, setListed } from '#capabilities/calls/index.ts';
import { consentForm } from '#capabilities/calls/form.ts';
import { requirePerson } from '#platform/access/index.ts';
import { checkbox, id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx } }) => ({
	answers: await myAnswers(ctx),
	invitations: await invitationSettings(ctx)
});

export const actions = {
	listed: formAction({
		id: 'listed',
		schema: consentForm,
		door: (ctx) => requirePerson(ctx),
		run: async (ctx, data) => {
			await setListed(ctx, data.answerId, data.listed);
			return { to: `/${ctx.lang}/my/answers`, flash: 'rfi.saved' };
		}
	}),
	invitations: formAction({
		id: 'invitations',
		schema: z.object({ organisationId: id, wanted: checkbox }),
		door: (ctx) => requirePerson(ctx),
		run: async (ctx, data) => {
			await setInvitations(ctx, data.organisationId, data.wanted);
			return { to: `/${ctx.lang}/my/answers`, flash: 'rfi.saved' };
		}
	})
};
