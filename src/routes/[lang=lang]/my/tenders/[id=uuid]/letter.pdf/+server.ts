import { letterPaper } from '#capabilities/procurements/index.ts';
import { documentResponse } from '#platform/server/documents/index.ts';

/** The decision letter as a PDF. */
export const GET = async ({ locals: { ctx }, params }) => {
	const { model, name } = await letterPaper(ctx, params.id);
	return documentResponse(model, 'pdf', name);
};
