import { overviewOf } from '#capabilities/procurements/index.ts';
import { refOf } from '../ref.ts';

/** What every page of a procurement shows; each page and action decides on its own access as well. */
export const load = async ({ locals: { ctx }, params }) => {
	const { run: _run, ...overview } = await overviewOf(ctx, refOf(params));
	return overview;
};
