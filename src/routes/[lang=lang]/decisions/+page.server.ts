import { requirePerson } from '#platform/access/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { delegatedDecisions } from '#capabilities/challenges/index.ts';

const day = (value: string | null) => (value && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);

export const load = async ({ locals: { ctx }, url }) => {
	requirePerson(ctx);
	const own = [...new Map(ctx.actor.memberships.map((m) => [m.organisationSlug, m.organisationName]))];
	const slug = url.searchParams.get('org') ?? own[0]?.[0];
	const period = { from: day(url.searchParams.get('from')), to: day(url.searchParams.get('to')) };
	const found = slug ? await delegatedDecisions(ctx, slug, period) : null;
	return {
		organisations: own.map(([value, label]) => ({ value, label })),
		organisation: found?.organisation ?? null,
		period,
		decisions:
			found?.decisions.map((decision) => ({ ...decision, title: plainText(decision.title, ctx.lang) })) ?? []
	};
};
