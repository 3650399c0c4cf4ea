import { dailyMailForm, endRegistrarForm, registrarForm } from '#capabilities/records/form.ts';
import {
	accessRegister,
	endRegistrar,
	nameRegistrar,
	registrarsPage,
	setDailyMail
} from '#capabilities/records/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

type Params = Partial<Record<string, string>>;
const here = (lang: string, params: Params) => `/${lang}/actors/${params.slug}/register/registrars`;

export const load = async ({ locals: { ctx }, params }) => {
	const { organisation, ...page } = await registrarsPage(ctx, params.slug);
	return {
		...page,
		organisation: { name: organisation.name, slug: organisation.slug },
		myId: ctx.actor.personId
	};
};

export const actions = {
	name: formAction({
		id: 'name',
		schema: registrarForm,
		door: (ctx, { params }) => accessRegister(ctx, params.slug!),
		run: async (ctx, data, { params }) => {
			await nameRegistrar(ctx, params.slug!, data);
			return { to: here(ctx.lang, params), flash: 'records.registrars.named' };
		}
	}),
	end: formAction({
		id: 'end',
		schema: endRegistrarForm,
		door: (ctx, { params }) => accessRegister(ctx, params.slug!),
		run: async (ctx, data, { params }) => {
			await endRegistrar(ctx, params.slug!, data);
			return { to: here(ctx.lang, params), flash: 'records.registrars.ended' };
		}
	}),
	mail: formAction({
		id: 'mail',
		schema: dailyMailForm,
		door: (ctx, { params }) => accessRegister(ctx, params.slug!),
		run: async (ctx, data, { params }) => {
			await setDailyMail(ctx, params.slug!, data.wanted);
			return { to: here(ctx.lang, params), flash: 'records.registrars.saved' };
		}
	})
};
