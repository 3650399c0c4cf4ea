import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, decideForInitiative } from '#capabilities/initiatives/index.ts';
import { challengeDesk, recordDecision } from '#capabilities/challenges/index.ts';
import { decisionSchema } from '#capabilities/challenges/form.ts';
import { lackingForDecision, sameOriginal } from '#capabilities/challenges/rules.ts';

export const load = async ({ locals: { ctx }, params }) => {
	await accessInitiative(ctx, params.slug, decideForInitiative);
	const { challenge, versions } = await challengeDesk(ctx, params.slug);
	const [last] = versions;
	// The number that the words now standing have, or will get when they are decided.
	const version = last && sameOriginal(last, challenge) ? last.number : (last?.number ?? 0) + 1;
	return {
		content: challenge.content,
		budgetMinor: challenge.budgetMinor,
		version,
		lacking: lackingForDecision(challenge.content)
	};
};

export const actions = {
	default: formAction({
		schema: decisionSchema,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, decideForInitiative),
		run: async (ctx, data, { params }, form) => {
			const minutes = form.get('minutes');
			await recordDecision(ctx, params.slug!, data, minutes instanceof File ? minutes : undefined);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/challenge`,
				flash: 'challenges.decide.done'
			};
		}
	})
};
