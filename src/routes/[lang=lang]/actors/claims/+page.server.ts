import { authorize } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { decideClaim, decideClaimsPermission, openClaims } from '#capabilities/actors/index.ts';
import { decideClaimForm } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	authorize(ctx, decideClaimsPermission, null);
	return { claims: await openClaims(ctx, null) };
};

export const actions: Actions = {
	decide: formAction({
		id: 'decide',
		schema: decideClaimForm,
		door: (ctx) => authorize(ctx, decideClaimsPermission, null),
		run: async (ctx, data) => {
			await decideClaim(ctx, data);
			const flash = data.outcome === 'approved' ? 'actors.claims.approved' : 'actors.claims.refused';
			return { to: `/${ctx.lang}/actors/claims`, flash };
		}
	})
};
