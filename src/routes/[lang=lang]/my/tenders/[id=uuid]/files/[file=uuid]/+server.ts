import { ownTenderFile, receivePiece, removeFile } from '#capabilities/procurements/index.ts';
import { attachment } from '#platform/server/http/attachment.ts';

/** A file of one's own tender, after the opening. */
export const GET = async ({ locals: { ctx }, params }) =>
	attachment(await ownTenderFile(ctx, params.id, params.file));

/** How much of a file has come. */
export const HEAD = ({ locals: { ctx }, params, request }) =>
	receivePiece(ctx, params.id, params.file, request);

/** The next piece of it. */
export const PATCH = ({ locals: { ctx }, params, request }) =>
	receivePiece(ctx, params.id, params.file, request);

export const DELETE = async ({ locals: { ctx }, params }) => {
	await removeFile(ctx, params.id, params.file);
	return new Response(null, { status: 204 });
};
