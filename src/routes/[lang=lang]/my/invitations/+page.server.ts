import { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { answerTeamInvitation, myTeamInvitations } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx } }) => ({ invitations: await myTeamInvitations(ctx) });

export const actions = {
	answer: formAction({
		schema: z.object({ id, answer: z.enum(['yes', 'no']) }),
		door: requirePerson,
		run: async (ctx, data) => {
			const { slug } = await answerTeamInvitation(ctx, data.id, data.answer);
			return data.answer === 'yes'
				? { to: `/${ctx.lang}/initiatives/${slug}/work`, flash: 'initiatives.invitations.joined' }
				: { to: `/${ctx.lang}/my/invitations`, flash: 'initiatives.invitations.declined' };
		}
	})
};
