import { copyPaper } from '#capabilities/records/index.ts';
import { requestRef } from '../../ref.ts';

/** Each look makes the copy anew from the originals, and is noted. */
export const load = async ({ locals: { ctx }, params }) => {
	const { model, number, files } = await copyPaper(ctx, requestRef(params));
	return { model, number, files };
};
