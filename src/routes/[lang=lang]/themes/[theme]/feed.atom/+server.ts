import { themeFeed } from '#capabilities/visitors/index.ts';
import { plainAnswer } from '#platform/server/http/plain-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) =>
	plainAnswer(request, await themeFeed(locals.ctx, params.theme), 'application/atom+xml');
