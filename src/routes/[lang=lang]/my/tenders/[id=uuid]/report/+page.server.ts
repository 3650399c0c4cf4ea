import { formAction } from '#platform/server/http/form-action.ts';
import { uploadedFile } from '#platform/server/http/uploaded-file.ts';
import { reportForm } from '#capabilities/procurements/form.ts';
import { accessTender, draftTender, reportPhase, tenderPage } from '#capabilities/procurements/index.ts';
import { notFound } from '#platform/errors/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	await accessTender(ctx, params.id, draftTender);
	const { tender, supplier } = await tenderPage(ctx, params.id);
	if (!supplier) throw notFound();
	return { id: tender.id, title: tender.procurement.title, round: tender.round, supplier };
};

export const actions = {
	default: formAction({
		schema: reportForm,
		door: (ctx, event) => accessTender(ctx, event.params.id!, draftTender),
		run: async (ctx, data, { params }, form) => {
			await reportPhase(ctx, params.id!, data, uploadedFile(form, 'file'));
			return { to: `/${ctx.lang}/my/tenders/${params.id}`, flash: 'procurement.report.saved' };
		}
	})
};
