import { z } from 'zod';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { partnerForm, withdrawForm } from '#capabilities/procurements/form.ts';
import { readDeclarations } from '#capabilities/procurements/sealing/tender-facts.ts';
import {
	accessTender,
	addPartner,
	answerPartnership,
	draftTender,
	findPartner,
	removePartner,
	submitTenderPermission,
	tenderPage,
	withdrawTender
} from '#capabilities/procurements/index.ts';

export const load = async ({ locals: { ctx }, params }) => tenderPage(ctx, params.id);

const here = (ctx: Context, id: string | undefined, hash = '') => `/${ctx.lang}/my/tenders/${id}${hash}`;

export const actions = {
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
	withdraw: formAction({
		id: 'withdraw',
		schema: withdrawForm,
		door: (ctx, event) => accessTender(ctx, event.params.id!, submitTenderPermission),
		run: async (ctx, { confirm }, { params }) => {
			await accessTender(ctx, params.id!, submitTenderPermission);
			if (!confirm) {
				const key = 'procurement.refuse.confirm';
				throw new AppError('invalid', key, { fields: { confirm: key } });
			}
			await withdrawTender(ctx, params.id!);
			return { to: here(ctx, params.id), flash: 'procurement.tender.withdrawn' };
		}
	}),
	answer: formAction({
		id: 'answer',
		schema: z.object({ yes: z.enum(['yes', 'no']) }),
		door: (ctx, event) => accessTender(ctx, event.params.id!),
		run: async (ctx, { yes }, { params }, form) => {
			const { procurement } = await accessTender(ctx, params.id!);
			const declared = readDeclarations(form, procurement.conditions);
			await answerPartnership(ctx, params.id!, yes === 'yes', declared);
			return yes === 'yes'
				? { to: here(ctx, params.id), flash: 'procurement.tender.partner.confirmed' }
				: { to: `/${ctx.lang}/my/tenders`, flash: 'procurement.tender.partner.declined' };
		}
	})
};
