import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessOrganisation,
	followOrganisation,
	hidePermission,
	organisationPage,
	showOrganisation,
	withdrawClaim
} from '#capabilities/actors/index.ts';
import { emptyForm, withdrawForm } from '#capabilities/actors/form.ts';
import { keepsRegister } from '#capabilities/records/index.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => ({
	...(await organisationPage(ctx, params.slug)),
	keepsRegister: await keepsRegister(ctx, params.slug)
});

export const actions: Actions = {
	follow: formAction({
		schema: emptyForm,
		door: requirePerson,
		run: async (ctx, _data, { params }) => {
			await followOrganisation(ctx, params.slug!, true);
			return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.follow.done' };
		}
	}),
	unfollow: formAction({
		schema: emptyForm,
		door: requirePerson,
		run: async (ctx, _data, { params }) => {
			await followOrganisation(ctx, params.slug!, false);
			return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.follow.ended' };
		}
	}),
	withdraw: formAction({
		schema: withdrawForm,
		door: requirePerson,
		run: async (ctx, { claim }, { params }) => {
			await withdrawClaim(ctx, claim);
			return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.claim.withdrawn' };
		}
	}),
	list: formAction({
		schema: emptyForm,
		door: (ctx, { params }) => accessOrganisation(ctx, params.slug!, hidePermission),
		run: async (ctx, _data, { params }) => {
			await showOrganisation(ctx, params.slug!);
			return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.hide.listed' };
		}
	})
};
