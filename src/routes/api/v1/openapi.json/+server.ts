import { openApi } from '#capabilities/opendata/index.ts';
import { OPEN_TO_ALL, plainAnswer } from '#platform/server/http/plain-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ request }) =>
	plainAnswer(request, `${JSON.stringify(openApi(), null, 2)}\n`, 'application/json', OPEN_TO_ALL);
