import { sitemap } from '#capabilities/visitors/index.ts';
import { plainAnswer } from '#platform/server/http/plain-answer.ts';
import { findable } from '../findable.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, request }) =>
	plainAnswer(request, await sitemap(locals.ctx, findable(), null), 'application/xml');
