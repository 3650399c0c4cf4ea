import { fileResponse } from '#platform/server/http/files.ts';

export const GET = ({ locals, params }) => fileResponse(locals.ctx, params.id);
