import { sitemap } from '#capabilities/visitors/index.ts';
import { plainAnswer } from '#platform/server/http/plain-answer.ts';
import { findable } from '../findable.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request }) => {
	const file = /^[1-9]\d{0,3}$/.test(params.file) ? Number(params.file) : 0;
	return plainAnswer(request, await sitemap(locals.ctx, findable(), file), 'application/xml');
};
