import { answerOpenData } from '#capabilities/opendata/index.ts';
import { OPEN_TO_ALL, plainAnswer } from '#platform/server/http/plain-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request, url }) => {
	// The door to it all: what there is, and how it is asked for.
	if (!params.path)
		return new Response(null, { status: 302, headers: { location: '/api/v1/openapi.json', ...OPEN_TO_ALL } });
	const { status, body } = await answerOpenData(locals.ctx, `/${params.path}`, url.searchParams);
	const text = `${JSON.stringify(body)}\n`;
	if (status === 200) return plainAnswer(request, text, 'application/json', OPEN_TO_ALL);
	return new Response(text, { status, headers: { 'content-type': 'application/json', ...OPEN_TO_ALL } });
};

/** Browsers ask first where a page of another site sends headers of its own. */
export const OPTIONS: RequestHandler = () => new Response(null, { status: 204, headers: OPEN_TO_ALL });
