import { decisionPaper } from '#capabilities/records/index.ts';
import { documentResponse } from '#platform/server/documents/index.ts';
import { requestRef } from '../../ref.ts';

/** The written decision, with how one appeals. */
export const GET = async ({ locals: { ctx }, params }) => {
	const { model, name } = await decisionPaper(ctx, requestRef(params));
	return documentResponse(model, 'pdf', name);
};
