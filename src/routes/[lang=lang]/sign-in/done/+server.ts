import { redirect } from '@sveltejs/kit';
import { hasSecondFactor, isSecondFactorWanted, localPath } from '#capabilities/identity/index.ts';
import { requirePerson } from '#platform/access/index.ts';
import type { RequestHandler } from './$types';

/** After signing in: on to where one was going, past the second factor where one's tasks call for it. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const { ctx } = locals;
	requirePerson(ctx);
	const next = localPath(url.searchParams.get('next'), ctx.lang);
	const missing = (await isSecondFactorWanted(ctx)) && !(await hasSecondFactor(ctx));
	redirect(
		303,
		missing && !ctx.actor.secondFactor
			? `/${ctx.lang}/my/second-factor?next=${encodeURIComponent(next)}`
			: next
	);
};
