import { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { id, text } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { endLending, myLendings } from '#capabilities/actors/index.ts';

export const load = async ({ locals: { ctx } }) => ({
	...(await myLendings(ctx)),
	// Those held in one's own name: what is borrowed cannot be lent on.
	organisations: ctx.actor.memberships
		.filter((one) => !one.substitute)
		.map(({ organisationName, organisationSlug }) => ({ name: organisationName, slug: organisationSlug }))
		.filter((one, index, all) => all.findIndex(({ slug }) => slug === one.slug) === index)
});

export const actions = {
	end: formAction({
		id: 'end',
		schema: z.object({ lending: id, organisation: text(200) }),
		door: (ctx) => requirePerson(ctx),
		run: async (ctx, { lending, organisation }) => {
			await endLending(ctx, organisation, lending);
			return { to: `/${ctx.lang}/my/lent`, flash: 'actors.lend.ended' };
		}
	})
};
