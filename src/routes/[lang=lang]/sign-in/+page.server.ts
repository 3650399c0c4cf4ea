import { fail, redirect } from '@sveltejs/kit';
import {
	isLoopback,
	listIssuers,
	localPath,
	requestSignInLink,
	startIssuerSignIn
} from '#capabilities/identity/index.ts';
import { emailLinkForm, issuerForm } from '#capabilities/identity/form.ts';
import { AppError } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { setAuthCookies } from '#platform/server/http/auth-cookies.ts';
import { formAction, publicDoor, type FormFailure } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = ({ locals, url }) => ({
	issuers: listIssuers(),
	next: localPath(url.searchParams.get('next'), locals.ctx.lang),
	personas: locals.demo && isLoopback()
});

export const actions: Actions = {
	link: formAction({
		id: 'link',
		schema: emailLinkForm,
		door: publicDoor,
		run: async (ctx, data) => {
			await requestSignInLink(ctx, data);
			return { to: `/${ctx.lang}/sign-in/sent` };
		}
	}),
	issuer
};

/** Written out, since it leads to another site. */
async function issuer({ locals, request, cookies }: RequestEvent) {
	const input = issuerForm.safeParse(Object.fromEntries(await request.formData()));
	if (!input.success) throw new AppError('not-found', 'error.not-found');
	const started = await startIssuerSignIn(locals.ctx, input.data, request.headers).catch((error: unknown) => {
		if (error instanceof AppError && error.code !== 'not-found') return error;
		throw error;
	});
	if (started instanceof AppError) {
		const message = translator(locals.ctx.lang)(started.key, started.params);
		return fail(started.status, { id: 'issuer', values: {}, errors: {}, message } satisfies FormFailure);
	}
	setAuthCookies(cookies, started.cookies);
	redirect(303, started.url, { external: [new URL(started.url).origin] });
}
