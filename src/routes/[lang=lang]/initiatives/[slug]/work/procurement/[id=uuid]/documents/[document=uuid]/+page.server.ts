import { z } from 'zod';
import { procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { documentVersionForm } from '#capabilities/procurements/form.ts';
import {
	accessProcurement,
	addVersion,
	documentsOf,
	withdrawDocument
} from '#capabilities/procurements/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { uploadedFile } from '#platform/server/http/uploaded-file.ts';
import { pathOf, refOf } from '../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { procurement } = await accessProcurement(ctx, refOf(params), workInInitiative);
	const [document] = await documentsOf(ctx.db, procurement.id, { documentId: params.document, drafts: true });
	if (!document) throw notFound();
	return { document };
};

export const actions = {
	version: formAction({
		id: 'version',
		schema: documentVersionForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }, form) => {
			await addVersion(ctx, refOf(params), params.document!, data, uploadedFile(form, 'file'));
			return {
				to: pathOf(ctx.lang, params, `/documents/${params.document}`),
				flash: 'procurement.document.versioned'
			};
		}
	}),
	withdraw: formAction({
		id: 'withdraw',
		schema: z.object({}),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, _data, { params }) => {
			await withdrawDocument(ctx, refOf(params), params.document!);
			return { to: pathOf(ctx.lang, params, '/documents'), flash: 'procurement.document.gone' };
		}
	})
};
