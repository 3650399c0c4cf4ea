import { can } from '#platform/access/index.ts';
import { awardsToSign, listAgreements } from '#capabilities/agreements/index.ts';
import { accessInitiative, procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	const mayProcure = can(ctx.actor, procureForInitiative, run);
	return {
		awards: mayProcure ? await awardsToSign(ctx, params.slug) : [],
		agreements: await listAgreements(ctx.db, run.id, false),
		mayProcure
	};
};
