import { isSignedIn } from '#platform/access/index.ts';
import { publicChallenge } from '#capabilities/challenges/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const challenge = await publicChallenge(ctx, params.slug);
	const { run } = challenge;
	return {
		run: { slug: run.slug, title: run.title, owner: run.organisationName },
		content: challenge.content,
		budgetMinor: challenge.budgetMinor,
		number: challenge.number,
		publishedAt: challenge.publishedAt,
		firstPublishedAt: challenge.firstPublishedAt,
		decision: challenge.decision,
		changedAfterDecision: challenge.changedAfterDecision,
		signedIn: isSignedIn(ctx.actor)
	};
};
