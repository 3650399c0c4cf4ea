import { can } from '#platform/access/index.ts';
import { accessRfi, manageCalls } from '#capabilities/calls/index.ts';
import { workInInitiative } from '#capabilities/initiatives/index.ts';

/** What stands above every working page of a call. Each page decides on its own access as well. */
export const load = async ({ locals: { ctx }, params }) => {
	const rfi = await accessRfi(ctx, params.slug, params.id, workInInitiative);
	return {
		call: {
			id: rfi.id,
			title: rfi.version?.content.title ?? rfi.draft.title,
			state: rfi.state,
			version: rfi.version?.number ?? null,
			revision: rfi.revision,
			mayManage: can(ctx.actor, manageCalls, rfi.initiative)
		}
	};
};
