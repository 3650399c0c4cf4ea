import { openingPaper } from '#capabilities/procurements/index.ts';
import { documentResponse } from '#platform/server/documents/index.ts';
import { roundOf } from '../../../../ref.ts';

/** The attested opening list as a PDF. */
export const GET = async ({ locals: { ctx }, params }) => {
	const { model, name } = await openingPaper(ctx, roundOf(params));
	return documentResponse(model, 'pdf', name);
};
