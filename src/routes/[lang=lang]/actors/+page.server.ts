import { can } from '#platform/access/index.ts';
import {
	createPermission,
	decideClaimsPermission,
	directory,
	importPermission
} from '#capabilities/actors/index.ts';
import { readQuery } from '#capabilities/actors/form.ts';
import { unsent } from '#platform/unsent.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, url }) => {
	const query = readQuery(url.searchParams);
	const found = await directory(ctx, query);
	return {
		query: { ...query, page: found.page },
		found: unsent(found),
		may: {
			create: can(ctx.actor, createPermission, null),
			import: can(ctx.actor, importPermission, null),
			decide: can(ctx.actor, decideClaimsPermission, null)
		}
	};
};
