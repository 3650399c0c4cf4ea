import { readTender } from '#capabilities/procurements/index.ts';
import { roundOf } from '../../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tender } = await readTender(ctx, roundOf(params), params.tender);
	return { tender };
};
