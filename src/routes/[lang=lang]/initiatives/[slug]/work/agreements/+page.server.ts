import { can } from '#platform/access/index.ts';
import { listAgreements } from '#capabilities/agreements/index.ts';
import { accessInitiative, procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	return {
		agreements: await listAgreements(ctx.db, run.id, false),
		mayProcure: can(ctx.actor, procureForInitiative, run)
	};
};
