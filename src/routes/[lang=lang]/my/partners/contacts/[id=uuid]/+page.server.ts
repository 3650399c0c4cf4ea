import { answerForm, reportForm } from '#capabilities/partners/form.ts';
import { accessContact, answerContact, reportContact } from '#capabilities/partners/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const contact = await accessContact(ctx, params.id);
	return { contact: { ...contact, title: plainText(contact.title, ctx.lang) } };
};

const here = (ctx: { lang: string }, id: string | undefined) => `/${ctx.lang}/my/partners/contacts/${id}`;

export const actions = {
	answer: formAction({
		id: 'answer',
		schema: answerForm,
		door: (ctx, event) => accessContact(ctx, event.params.id!),
		run: async (ctx, data, { params }) => {
			await answerContact(ctx, params.id!, data);
			return { to: here(ctx, params.id), flash: 'partners.answered' };
		}
	}),
	report: formAction({
		id: 'report',
		schema: reportForm.pick({ reason: true }),
		door: (ctx, event) => accessContact(ctx, event.params.id!),
		run: async (ctx, { reason }, { params }) => {
			await reportContact(ctx, params.id!, reason);
			return { to: here(ctx, params.id), flash: 'partners.reported' };
		}
	})
};
