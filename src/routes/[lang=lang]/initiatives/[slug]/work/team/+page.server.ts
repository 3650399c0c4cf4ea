import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessInitiative,
	addToTeam,
	colleaguesToInvite,
	leadInitiative,
	removeFromTeam,
	teamOf,
	workInInitiative
} from '#capabilities/initiatives/index.ts';
import { TEAM_ROLES } from '#capabilities/initiatives/form.ts';

const inviteSchema = z.object({
	personId: id.optional(),
	email: z.email().max(200).optional(),
	role: z.enum(TEAM_ROLES)
});
const removeSchema = z.object({ personId: id, role: z.enum(TEAM_ROLES) });

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	const mayLead = can(ctx.actor, leadInitiative, run);
	return {
		team: await teamOf(ctx.db, run.id),
		colleagues: mayLead ? await colleaguesToInvite(ctx.db, run) : []
	};
};

export const actions = {
	invite: formAction({
		id: 'invite',
		schema: inviteSchema,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, data, { params }) => {
			if (!data.personId && !data.email) {
				await accessInitiative(ctx, params.slug!, leadInitiative);
				throw new AppError('invalid', 'form.error.failed', { fields: { personId: 'initiatives.team.whom' } });
			}
			await addToTeam(ctx, params.slug!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/team`, flash: 'initiatives.team.added' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: removeSchema,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, data, { params }) => {
			await removeFromTeam(ctx, params.slug!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/team`, flash: 'initiatives.team.removed' };
		}
	})
};
