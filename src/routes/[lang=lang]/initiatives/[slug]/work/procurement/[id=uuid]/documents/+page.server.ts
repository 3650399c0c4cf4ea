import { procureForInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { documentForm } from '#capabilities/procurements/form.ts';
import {
	accessProcurement,
	addDocument,
	attachedDossier,
	documentsOf
} from '#capabilities/procurements/index.ts';
import { uploadedFile } from '#platform/server/http/uploaded-file.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { run, procurement } = await accessProcurement(ctx, refOf(params), workInInitiative);
	return {
		documents: await documentsOf(ctx.db, procurement.id, { drafts: true }),
		dossier: await attachedDossier(ctx, run.id)
	};
};

export const actions = {
	default: formAction({
		schema: documentForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, data, { params }, form) => {
			await addDocument(ctx, refOf(params), data, uploadedFile(form, 'file'));
			return { to: pathOf(ctx.lang, params, '/documents'), flash: 'procurement.document.added' };
		}
	})
};
