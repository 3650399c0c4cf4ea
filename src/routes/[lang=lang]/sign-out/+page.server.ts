import { redirect } from '@sveltejs/kit';
import { signOut } from '#capabilities/identity/index.ts';
import { setAuthCookies } from '#platform/server/http/auth-cookies.ts';
import { setFlash } from '#platform/server/http/flash.ts';
import type { Actions, PageServerLoad } from './$types';

// Whoever opens the address by hand finds the front page, signed in as before: only a form signs out.
export const load: PageServerLoad = ({ locals }) => redirect(303, `/${locals.ctx.lang}`);

export const actions: Actions = {
	default: async ({ locals, request, cookies }) => {
		setAuthCookies(cookies, await signOut(request.headers));
		setFlash(cookies, 'identity.sign-out.done');
		redirect(303, `/${locals.ctx.lang}`);
	}
};
