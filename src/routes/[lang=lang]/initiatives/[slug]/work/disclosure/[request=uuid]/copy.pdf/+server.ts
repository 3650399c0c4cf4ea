import { copyPaper } from '#capabilities/records/index.ts';
import { documentResponse } from '#platform/server/documents/index.ts';
import { requestRef } from '../../ref.ts';

/** The copy to hand out: what is masked is not in the file. */
export const GET = async ({ locals: { ctx }, params }) => {
	const { model, name } = await copyPaper(ctx, requestRef(params));
	return documentResponse(model, 'pdf', name);
};
