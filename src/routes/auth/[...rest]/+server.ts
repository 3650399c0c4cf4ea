import { answerIssuer, isOpenAuthPath } from '#capabilities/identity/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { RequestHandler } from './$types';

// Only the answers of the configured issuers come in here; the sign-in library has many more addresses.
export const GET: RequestHandler = ({ request, params }) => {
	if (!isOpenAuthPath(params.rest)) throw notFound();
	return answerIssuer(request, params.rest);
};

export const fallback: RequestHandler = () => {
	throw notFound();
};
