import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessInitiative,
	addToTeam,
	colleaguesToInvite,
	inviteToTeam,
	leadInitiative,
	openTeamInvitations,
	removeFromTeam,
	revokeTeamInvitation,
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
		invitations: mayLead ? await openTeamInvitations(ctx.db, run.id) : [],
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
			const to = `/${ctx.lang}/initiatives/${params.slug}/work/team`;
			if (data.personId) {
				await addToTeam(ctx, params.slug!, { personId: data.personId, role: data.role });
				return { to, flash: 'initiatives.team.added' };
			}
			await inviteToTeam(ctx, params.slug!, { email: data.email!, role: data.role });
			return { to, flash: 'initiatives.team.invited' };
		}
	}),
	revoke: formAction({
		id: 'revoke',
		schema: z.object({ id }),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, data, { params }) => {
			await revokeTeamInvitation(ctx, params.slug!, data.id);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/team`, flash: 'initiatives.team.revoked' };
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
