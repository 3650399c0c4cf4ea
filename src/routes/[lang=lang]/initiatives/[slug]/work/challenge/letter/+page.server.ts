import { challengeDesk } from '#capabilities/challenges/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { run } = await challengeDesk(ctx, params.slug);
	return { signers: ctx.actor.name ?? '', organisation: run.organisationName };
};
