import type { Cookies } from '@sveltejs/kit';
import {
	beginSecondFactor,
	confirmSecondFactor,
	localPath,
	removeSecondFactor,
	renewRecoveryCodes,
	secondFactorState
} from '#capabilities/identity/index.ts';
import { plainForm, stepUpForm } from '#capabilities/identity/form.ts';
import { requirePerson } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { setOnce, takeOnce } from '#platform/server/http/once.ts';
import type { Actions, PageServerLoad } from './$types';

const CODES = 'recovery-codes';

export const load: PageServerLoad = async ({ locals: { ctx }, url, cookies }) => {
	const state = await secondFactorState(ctx);
	const given = url.searchParams.get('next');
	return {
		state,
		next: given ? localPath(given, ctx.lang) : null,
		codes: takeOnce(cookies, CODES)?.split(' ') ?? null
	};
};

/** Back to the same page, which keeps in mind where the person was going. */
function here(ctx: Context, url: URL): string {
	const next = url.searchParams.get('next');
	const query = next ? `?next=${encodeURIComponent(localPath(next, ctx.lang))}` : '';
	return `/${ctx.lang}/my/second-factor${query}`;
}

function keepCodes(cookies: Cookies, codes: string[]): void {
	setOnce(cookies, CODES, codes.join(' '));
}

export const actions: Actions = {
	begin: formAction({
		id: 'begin',
		schema: plainForm,
		door: requirePerson,
		run: async (ctx, _data, { url }) => {
			await beginSecondFactor(ctx);
			return { to: here(ctx, url) };
		}
	}),
	confirm: formAction({
		id: 'confirm',
		schema: stepUpForm,
		door: requirePerson,
		run: async (ctx, { code }, { cookies, url }) => {
			keepCodes(cookies, await confirmSecondFactor(ctx, code));
			return { to: here(ctx, url), flash: 'identity.factor.confirmed' };
		}
	}),
	renew: formAction({
		id: 'renew',
		schema: stepUpForm,
		door: requirePerson,
		run: async (ctx, { code }, { cookies, url }) => {
			keepCodes(cookies, await renewRecoveryCodes(ctx, code));
			return { to: here(ctx, url), flash: 'identity.factor.renewed' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: stepUpForm,
		door: requirePerson,
		run: async (ctx, { code }, { url }) => {
			await removeSecondFactor(ctx, code);
			return { to: here(ctx, url), flash: 'identity.factor.removed' };
		}
	})
};
