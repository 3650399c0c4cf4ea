import { answerOcds } from '#capabilities/ocds/index.ts';
import { OPEN_TO_ALL, plainAnswer } from '#platform/server/http/plain-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, request, url }) => {
	const { status, text } = await answerOcds(locals.ctx, `/${params.path}`, url.searchParams);
	if (status === 200) return plainAnswer(request, `${text}\n`, 'application/json', OPEN_TO_ALL);
	return new Response(`${text}\n`, {
		status,
		headers: { 'content-type': 'application/json', ...OPEN_TO_ALL }
	});
};

/** Browsers ask first where a page of another site sends headers of its own. */
export const OPTIONS: RequestHandler = () => new Response(null, { status: 204, headers: OPEN_TO_ALL });
