import { can } from '#platform/access/index.ts';
import { accessRfi, manageCalls, readAnswers, type Rfi } from '#capabilities/calls/index.ts';
import { workInInitiative } from '#capabilities/initiatives/index.ts';
import type { Context } from '#platform/server/context.ts';

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
			mayManage: can(ctx.actor, manageCalls, rfi.initiative),
			tabs: tabsFor(ctx, rfi)
		}
	};
};

/** The pages beside the call itself that this person may open, as far as there is something on them. */
function tabsFor({ actor }: Context, { state, initiative }: Rfi) {
	if (state === 'draft' || state === 'cancelled') return [];
	const manages = can(actor, manageCalls, initiative);
	const reads = can(actor, readAnswers, { initiative, answering: [] });
	const closed = state === 'closed';
	const shown = {
		enquiries: manages,
		invite: manages,
		answers: reads,
		requests: closed && manages,
		summary: closed && manages
	};
	return (Object.keys(shown) as (keyof typeof shown)[]).filter((tab) => shown[tab]);
}
