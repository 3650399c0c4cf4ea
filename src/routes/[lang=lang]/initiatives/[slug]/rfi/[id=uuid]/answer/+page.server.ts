import { redirect } from '@sveltejs/kit';
import { readCall } from '#capabilities/calls/index.ts';
import { requirePerson } from '#platform/access/index.ts';

/** To the answer of one's own organisation; whoever has several chooses. */
export const load = async ({ locals: { ctx }, params }) => {
	const page = await readCall(ctx, params.slug, params.id);
	requirePerson(ctx);
	const [first, ...more] = page.answerFor;
	const here = `/${ctx.lang}/initiatives/${params.slug}/rfi/${params.id}`;
	if (first && more.length === 0) redirect(303, `${here}/answer/${first.id}`);
	return {
		slug: params.slug,
		id: params.id,
		title: page.content.title,
		organisations: page.answerFor,
		owns: ctx.actor.memberships.some((m) => m.organisationId === page.rfi.initiative.organisationId)
	};
};
