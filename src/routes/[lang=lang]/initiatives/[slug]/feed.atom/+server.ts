import { initiativeFeed } from '#capabilities/visitors/index.ts';
import { plainAnswer } from '#platform/server/http/plain-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) =>
	plainAnswer(request, await initiativeFeed(locals.ctx, params.slug), 'application/atom+xml');
