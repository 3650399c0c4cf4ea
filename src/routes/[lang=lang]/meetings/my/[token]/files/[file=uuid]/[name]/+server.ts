import { fileResponse } from '#platform/server/http/files.ts';
import { openFilesByLink } from '#capabilities/workshops/index.ts';

/** A file of the minutes, for the holder of a personal link. */
export const GET = async ({ locals: { ctx }, params }) => {
	await openFilesByLink(ctx, params.token);
	return fileResponse(ctx, params.file);
};
