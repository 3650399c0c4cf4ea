import { requirePerson } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction, type Done } from '#platform/server/http/form-action.ts';
import {
	accessOrganisation,
	changeRole,
	decideClaim,
	endLending,
	endMembership,
	inviteColleague,
	lendTasks,
	managePermission,
	peoplePage,
	revokeInvitation,
	showOnPage,
	viewMembersPermission
} from '#capabilities/actors/index.ts';
import {
	decideClaimForm,
	endLendForm,
	invitationForm,
	inviteForm,
	lendForm,
	membershipForm,
	roleForm,
	showForm
} from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { organisation, ...page } = await peoplePage(ctx, params.slug);
	return { ...page, organisation: { slug: organisation.slug, name: organisation.name } };
};

const people = (ctx: Context, slug: string, flash: Done['flash']): Done => ({
	to: `/${ctx.lang}/actors/${slug}/people`,
	flash
});
const members = (ctx: Context, { params }: RequestEvent) =>
	accessOrganisation(ctx, params.slug, viewMembersPermission);
const managers = (ctx: Context, { params }: RequestEvent) =>
	accessOrganisation(ctx, params.slug, managePermission);

export const actions: Actions = {
	invite: formAction({
		id: 'invite',
		schema: inviteForm,
		door: managers,
		run: async (ctx, data, { params }: RequestEvent) => {
			await inviteColleague(ctx, params.slug, data);
			return people(ctx, params.slug, 'actors.invite.done');
		}
	}),
	revoke: formAction({
		id: 'revoke',
		schema: invitationForm,
		door: managers,
		run: async (ctx, { invitation }, { params }: RequestEvent) => {
			await revokeInvitation(ctx, params.slug, invitation);
			return people(ctx, params.slug, 'actors.invite.revoked');
		}
	}),
	role: formAction({
		id: 'role',
		schema: roleForm,
		door: managers,
		run: async (ctx, data, { params }: RequestEvent) => {
			await changeRole(ctx, params.slug, data);
			return people(ctx, params.slug, 'actors.people.role-done');
		}
	}),
	end: formAction({
		id: 'end',
		schema: membershipForm,
		door: members,
		run: async (ctx, { membership }, { params }: RequestEvent) => {
			const { own } = await endMembership(ctx, params.slug, membership);
			if (own) return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.people.left' };
			return people(ctx, params.slug, 'actors.people.ended');
		}
	}),
	show: formAction({
		id: 'show',
		schema: showForm,
		door: members,
		run: async (ctx, { membership, shown }, { params }: RequestEvent) => {
			await showOnPage(ctx, params.slug, membership, shown);
			return people(ctx, params.slug, shown ? 'actors.people.shown-done' : 'actors.people.not-shown-done');
		}
	}),
	lend: formAction({
		id: 'lend',
		schema: lendForm,
		door: members,
		run: async (ctx, data, { params }: RequestEvent) => {
			await lendTasks(ctx, params.slug, data);
			return people(ctx, params.slug, 'actors.lend.done');
		}
	}),
	endLending: formAction({
		id: 'endLending',
		schema: endLendForm,
		door: members,
		run: async (ctx, { substitution }, { params }: RequestEvent) => {
			await endLending(ctx, params.slug, substitution);
			return people(ctx, params.slug, 'actors.lend.ended');
		}
	}),
	decide: formAction({
		id: 'decide',
		schema: decideClaimForm,
		door: requirePerson,
		run: async (ctx, data, { params }: RequestEvent) => {
			await decideClaim(ctx, data);
			return people(
				ctx,
				params.slug,
				data.outcome === 'approved' ? 'actors.claims.approved' : 'actors.claims.refused'
			);
		}
	})
};
