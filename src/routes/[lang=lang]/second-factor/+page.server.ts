import { redirect } from '@sveltejs/kit';
import { hasSecondFactor, localPath, showSecondFactor } from '#capabilities/identity/index.ts';
import { stepUpForm } from '#capabilities/identity/form.ts';
import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const { ctx } = locals;
	requirePerson(ctx);
	const next = localPath(url.searchParams.get('next'), ctx.lang);
	if (ctx.actor.secondFactor) redirect(303, next);
	if (!(await hasSecondFactor(ctx)))
		redirect(303, `/${ctx.lang}/my/second-factor?next=${encodeURIComponent(next)}`);
	return { next };
};

export const actions: Actions = {
	default: formAction({
		schema: stepUpForm,
		door: requirePerson,
		run: async (ctx, { code, next }) => {
			await showSecondFactor(ctx, code);
			return { to: localPath(next, ctx.lang), flash: 'identity.step-up.done' };
		}
	})
};
