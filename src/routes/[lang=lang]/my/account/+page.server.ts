import {
	accountView,
	cancelEmailChange,
	hasSecondFactor,
	isSecondFactorWanted,
	listIssuers,
	requestEmailChange,
	saveProfile
} from '#capabilities/identity/index.ts';
import { newEmailForm, plainForm, profileForm } from '#capabilities/identity/form.ts';
import { requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	const account = await accountView(ctx);
	const issuers = listIssuers().filter(({ id }) => account.issuers.includes(id));
	return {
		account,
		issuers: issuers.map(({ name }) => name),
		factor: { active: await hasSecondFactor(ctx), wanted: await isSecondFactorWanted(ctx) }
	};
};

export const actions: Actions = {
	profile: formAction({
		id: 'profile',
		schema: profileForm,
		door: requirePerson,
		run: async (ctx, data) => {
			await saveProfile(ctx, data);
			return { to: `/${ctx.lang}/my/account`, flash: 'identity.account.saved' };
		}
	}),
	email: formAction({
		id: 'email',
		schema: newEmailForm,
		door: requirePerson,
		run: async (ctx, { email }) => {
			await requestEmailChange(ctx, email);
			return { to: `/${ctx.lang}/my/account`, flash: 'identity.email.asked' };
		}
	}),
	cancelEmail: formAction({
		schema: plainForm,
		door: requirePerson,
		run: async (ctx) => {
			await cancelEmailChange(ctx);
			return { to: `/${ctx.lang}/my/account`, flash: 'identity.email.cancelled' };
		}
	})
};
