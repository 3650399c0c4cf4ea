import { z } from 'zod';
import { money } from '#platform/forms/fields.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { uploadedFile } from '#platform/server/http/uploaded-file.ts';
import { partnerForm } from '#capabilities/procurements/form.ts';
import {
	accessTender,
	addPartner,
	addTenderFile,
	answerPartnership,
	draftTender,
	findPartner,
	removePartner,
	removeTenderFile,
	saveDraft,
	tenderPage
} from '#capabilities/procurements/index.ts';

export const load = async ({ locals: { ctx }, params }) => tenderPage(ctx, params.id);

const here = (ctx: Context, id: string | undefined, hash = '') => `/${ctx.lang}/my/tenders/${id}${hash}`;

/** Answers and prices are named after criteria and rounds, so they are read from the form itself. */
function draftOf(form: FormData): { answers: Record<string, string>; prices: Record<string, number> } {
	const answers: Record<string, string> = {};
	const prices: Record<string, number> = {};
	for (const [name, value] of form) {
		if (typeof value !== 'string') continue;
		const [kind, key] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
		if (kind === 'answer') answers[key] = value.replace(/\r\n/g, '\n').trim();
		if (kind === 'price' && value.trim() !== '') prices[key] = priceOf(name, value.trim());
	}
	return { answers, prices };
}

function priceOf(name: string, value: string): number {
	const parsed = money.safeParse(value);
	if (!parsed.success)
		throw new AppError('invalid', 'form.error.failed', { fields: { [name]: 'form.error.money' } });
	return parsed.data;
}

export const actions = {
	save: formAction({
		id: 'save',
		schema: z.object({
			revision: z.string().regex(/^\d+$/).transform(Number),
			name: z.string().trim().max(150).optional(),
			then: z.enum(['submit']).optional()
		}),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, { revision, name, then }, { params }, form) => {
			await accessTender(ctx, params.id!, draftTender);
			await saveDraft(ctx, params.id!, { revision, name: name ?? '', ...draftOf(form) });
			return then
				? { to: here(ctx, params.id, '/submit') }
				: { to: here(ctx, params.id), flash: 'procurement.saved' };
		}
	}),
	file: formAction({
		id: 'file',
		schema: z.object({}),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, _data, { params }, form) => {
			await accessTender(ctx, params.id!, draftTender);
			const file = uploadedFile(form, 'file');
			if (!file)
				throw new AppError('invalid', 'form.error.failed', { fields: { file: 'form.error.required' } });
			await addTenderFile(ctx, params.id!, file);
			return { to: here(ctx, params.id, '#files'), flash: 'procurement.tender.file.added' };
		}
	}),
	unfile: formAction({
		id: 'unfile',
		schema: z.object({ fileId: z.uuid() }),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, { fileId }, { params }) => {
			await removeTenderFile(ctx, params.id!, fileId);
			return { to: here(ctx, params.id, '#files'), flash: 'procurement.tender.file.removed' };
		}
	}),
	partner: formAction({
		id: 'partner',
		schema: partnerForm,
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, { organisation }, { params }) => {
			await accessTender(ctx, params.id!, draftTender);
			await addPartner(ctx, params.id!, await findPartner(ctx, organisation));
			return { to: here(ctx, params.id, '#partners'), flash: 'procurement.tender.partner.asked' };
		}
	}),
	unpartner: formAction({
		id: 'unpartner',
		schema: z.object({ partnerId: z.uuid() }),
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, { partnerId }, { params }) => {
			await removePartner(ctx, params.id!, partnerId);
			return { to: here(ctx, params.id, '#partners'), flash: 'procurement.tender.partner.removed' };
		}
	}),
	answer: formAction({
		id: 'answer',
		schema: z.object({ yes: z.enum(['yes', 'no']) }),
		door: (ctx, event) => accessTender(ctx, event.params.id!),
		run: async (ctx, { yes }, { params }) => {
			await answerPartnership(ctx, params.id!, yes === 'yes');
			return yes === 'yes'
				? { to: here(ctx, params.id), flash: 'procurement.tender.partner.confirmed' }
				: { to: `/${ctx.lang}/my/tenders`, flash: 'procurement.tender.partner.declined' };
		}
	})
};
