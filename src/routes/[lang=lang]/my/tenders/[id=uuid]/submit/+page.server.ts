import { z } from 'zod';
import { formAction } from '#platform/server/http/form-action.ts';
import { withdrawForm } from '#capabilities/procurements/form.ts';
import {
	accessTender,
	submitTender,
	submitTenderPermission,
	tenderPage,
	withdrawTender
} from '#capabilities/procurements/index.ts';
import { AppError } from '#platform/errors/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const page = await tenderPage(ctx, params.id);
	if (!page.mayRead) throw new AppError('forbidden', 'procurement.refuse.confirm-first');
	return page;
};

export const actions = {
	submit: formAction({
		id: 'submit',
		schema: z.object({}),
		door: (ctx, event) => accessTender(ctx, event.params.id!, submitTenderPermission),
		run: async (ctx, _data, { params }) => {
			const receipt = await submitTender(ctx, params.id!);
			return {
				to: `/${ctx.lang}/my/tenders/${params.id}`,
				flash: 'procurement.tender.received',
				params: { version: receipt.version }
			};
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
			return { to: `/${ctx.lang}/my/tenders/${params.id}`, flash: 'procurement.tender.withdrawn' };
		}
	})
};
