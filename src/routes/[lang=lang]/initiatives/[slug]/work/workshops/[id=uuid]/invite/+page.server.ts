import { fail } from '@sveltejs/kit';
import { readForm } from '#platform/forms/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { countyOptions } from '#platform/places/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { inviteForm, invitationForm, invitePersonForm, reachForm } from '#capabilities/workshops/form.ts';
import {
	facilitateWorkshop,
	inviteOrganisations,
	invitePage,
	invitePerson,
	reachOrganisation,
	removeInvitation
} from '#capabilities/workshops/index.ts';
import type { RequestEvent } from './$types';

const NONE = { organisation: [], sector: [], theme: [], county: [] };

export const load = async ({ locals: { ctx }, params }) => {
	const { workshop, ...page } = await invitePage(ctx, params.slug, params.id, NONE);
	const { invitations, candidates, more, counts, withPicked, missing } = page;
	return {
		workshop,
		invitations,
		choice: { candidates, more, counts, withPicked, missing },
		counties: countyOptions(ctx.lang)
	};
};

type Ctx = App.Locals['ctx'];
type Params = { params: { slug?: string; id?: string } };
const door = (ctx: Ctx, { params }: Params) => facilitateWorkshop(ctx, params.slug!, params.id!);
const path = (ctx: Ctx, { params }: Params) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/workshops/${params.id}/invite`;

export const actions = {
	// Answers with the same page: nothing is changed, what was ticked stays ticked.
	choose: async ({ locals: { ctx }, params, request }: RequestEvent) => {
		const parsed = readForm(inviteForm, await request.formData(), translator(ctx.lang));
		if (!parsed.ok) {
			await door(ctx, { params });
			return fail(422, { ...parsed.state, id: 'choose', choice: null });
		}
		const page = await invitePage(ctx, params.slug, params.id, parsed.data);
		const { candidates, more, counts, withPicked, missing } = page;
		return {
			id: 'choose',
			values: parsed.raw,
			errors: undefined,
			message: undefined,
			choice: { candidates, more, counts, withPicked, missing }
		};
	},
	invite: formAction({
		id: 'invite',
		schema: inviteForm,
		door,
		run: async (ctx, data, event) => {
			const done = await inviteOrganisations(ctx, event.params.slug!, event.params.id!, data.organisation);
			return {
				to: path(ctx, event),
				flash: 'workshops.flash.invited' as const,
				params: { mailed: done.mailed, unreachable: done.unreachable }
			};
		}
	}),
	person: formAction({
		id: 'person',
		schema: invitePersonForm,
		door,
		run: async (ctx, data, event) => {
			const done = await invitePerson(ctx, event.params.slug!, event.params.id!, data);
			return {
				to: path(ctx, event),
				flash: done === 'invited' ? ('workshops.flash.person' as const) : ('workshops.flash.already' as const)
			};
		}
	}),
	reach: formAction({
		id: 'reach',
		schema: reachForm,
		door,
		run: async (ctx, data, event) => {
			await reachOrganisation(ctx, event.params.slug!, event.params.id!, data);
			return { to: path(ctx, event), flash: 'workshops.flash.person' as const };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: invitationForm,
		door,
		run: async (ctx, data, event) => {
			await removeInvitation(ctx, event.params.slug!, event.params.id!, data.invitation);
			return { to: path(ctx, event), flash: 'workshops.flash.removed' as const };
		}
	})
};
