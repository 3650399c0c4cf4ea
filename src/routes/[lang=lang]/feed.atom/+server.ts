import { siteFeed } from '#capabilities/visitors/index.ts';
import { plainAnswer } from '#platform/server/http/plain-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, request }) =>
	plainAnswer(request, await siteFeed(locals.ctx), 'application/atom+xml');
