import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { acceptInvitation, viewInvitation } from '#capabilities/actors/index.ts';
import { emptyForm } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params, setHeaders }) => {
	// The address holds a secret: nothing keeps the page.
	setHeaders({ 'cache-control': 'no-store', 'x-uncached': '1' });
	return viewInvitation(ctx, params.token);
};

export const actions: Actions = {
	default: formAction({
		schema: emptyForm,
		door: requirePerson,
		run: async (ctx, _data, { params }) => {
			const { slug } = await acceptInvitation(ctx, params.token!);
			return { to: `/${ctx.lang}/actors/${slug}/people`, flash: 'actors.invitation.done' };
		}
	})
};
