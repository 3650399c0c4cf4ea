import { tenderFile } from '#capabilities/procurements/index.ts';
import { attachment } from '#platform/server/http/attachment.ts';
import { roundOf } from '../../../../../../../ref.ts';

/** A file of an opened tender; each download is written into its chain. */
export const GET = async ({ locals: { ctx }, params }) =>
	attachment(await tenderFile(ctx, roundOf(params), params.tender, params.file));
