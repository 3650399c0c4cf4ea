import { challengeDesk } from '#capabilities/challenges/index.ts';
import { changesBetween } from '#capabilities/challenges/rules.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { challenge, versions } = await challengeDesk(ctx, params.slug);
	const number = (name: string) => Number(url.searchParams.get(name)) || null;
	const now = { number: null, content: challenge.content, budgetMinor: challenge.budgetMinor };
	const from = versions.find((version) => version.number === number('from')) ?? versions[0] ?? null;
	const to = versions.find((version) => version.number === number('to')) ?? now;
	return {
		versions: versions.map((version) => ({ number: version.number, madeAt: version.madeAt })),
		from: from?.number ?? null,
		to: to.number,
		changes: from ? changesBetween(from, to) : []
	};
};
