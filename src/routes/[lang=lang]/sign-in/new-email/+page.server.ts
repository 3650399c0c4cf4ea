import { agreeToEmailChange, readEmailToken } from '#capabilities/identity/index.ts';
import { emailTokenForm } from '#capabilities/identity/form.ts';
import { AppError } from '#platform/errors/index.ts';
import { formAction, publicDoor } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, setHeaders }) => {
	const token = url.searchParams.get('token') ?? '';
	const change = await readEmailToken(locals.ctx, token);
	if (!change) throw new AppError('expired', 'identity.link.expired');
	setHeaders({ 'cache-control': 'no-store', 'x-uncached': '1', 'referrer-policy': 'no-referrer' });
	return { change, token };
};

export const actions: Actions = {
	default: formAction({
		schema: emailTokenForm,
		door: publicDoor,
		run: async (ctx, { token }) => {
			const done = await agreeToEmailChange(ctx, token);
			return { to: `/${ctx.lang}`, flash: done ? 'identity.email.changed' : 'identity.email.one-agreed' };
		}
	})
};
