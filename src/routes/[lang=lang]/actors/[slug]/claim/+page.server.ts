import { formAction } from '#platform/server/http/form-action.ts';
import { accessOrganisation, claimOrganisation, claimPermission } from '#capabilities/actors/index.ts';
import { claimForm } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params }) => {
	const { slug, name, claimedAt } = await accessOrganisation(ctx, params.slug, claimPermission);
	return { organisation: { slug, name, claimed: claimedAt !== null } };
};

export const actions: Actions = {
	default: formAction({
		schema: claimForm,
		door: (ctx, { params }) => accessOrganisation(ctx, params.slug!, claimPermission),
		run: async (ctx, data, { params }) => {
			await claimOrganisation(ctx, params.slug!, data);
			return { to: `/${ctx.lang}/actors/${params.slug}`, flash: 'actors.claim.done' };
		}
	})
};
