import { confirmSignInLink, readSignInLink } from '#capabilities/identity/index.ts';
import { confirmLinkForm } from '#capabilities/identity/form.ts';
import { AppError } from '#platform/errors/index.ts';
import { setAuthCookies } from '#platform/server/http/auth-cookies.ts';
import { formAction, publicDoor } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
	const token = url.searchParams.get('token') ?? '';
	const link = await readSignInLink(locals.ctx, token);
	if (!link) throw new AppError('expired', 'identity.link.expired');
	setHeaders({ 'cache-control': 'no-store', 'x-uncached': '1', 'referrer-policy': 'no-referrer' });
	return { link, token };
};

export const actions: Actions = {
	default: formAction({
		schema: confirmLinkForm,
		door: publicDoor,
		run: async (ctx, data, { request, cookies }) => {
			const { cookies: set, next } = await confirmSignInLink(ctx, data, request.headers);
			setAuthCookies(cookies, set);
			return { to: `/${ctx.lang}/sign-in/done?next=${encodeURIComponent(next)}` };
		}
	})
};
