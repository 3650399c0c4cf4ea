import { contactForm, reportForm, wishForm, withdrawForm } from '#capabilities/partners/form.ts';
import {
	accessCall,
	contactPartner,
	partnersPage,
	reportWish,
	saveWish,
	withdrawWish
} from '#capabilities/partners/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { call, wishes, organisations } = await partnersPage(ctx, params.id);
	const free = organisations.filter((one) => !wishes.some((wish) => wish.organisationId === one.id));
	return {
		call: {
			id: call.id,
			kind: call.kind,
			slug: call.slug,
			until: call.until,
			title: plainText(call.title, ctx.lang)
		},
		wishes,
		organisations,
		free
	};
};

const here = (ctx: { lang: string }, id: string | undefined) => `/${ctx.lang}/my/partners/${id}`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: wishForm,
		door: (ctx, event) => accessCall(ctx, event.params.id!),
		run: async (ctx, data, { params }) => {
			await saveWish(ctx, params.id!, data);
			return { to: here(ctx, params.id), flash: 'partners.saved' };
		}
	}),
	withdraw: formAction({
		id: 'withdraw',
		schema: withdrawForm,
		door: (ctx, event) => accessCall(ctx, event.params.id!),
		run: async (ctx, data, { params }) => {
			await withdrawWish(ctx, params.id!, data.organisationId);
			return { to: here(ctx, params.id), flash: 'partners.withdrawn' };
		}
	}),
	contact: formAction({
		id: 'contact',
		schema: contactForm,
		door: (ctx, event) => accessCall(ctx, event.params.id!),
		run: async (ctx, data, { params }) => {
			const id = await contactPartner(ctx, params.id!, data);
			return { to: `/${ctx.lang}/my/partners/contacts/${id}`, flash: 'partners.sent' };
		}
	}),
	report: formAction({
		id: 'report',
		schema: reportForm,
		door: (ctx, event) => accessCall(ctx, event.params.id!),
		run: async (ctx, data, { params }) => {
			await reportWish(ctx, params.id!, data);
			return { to: here(ctx, params.id), flash: 'partners.reported' };
		}
	})
};
