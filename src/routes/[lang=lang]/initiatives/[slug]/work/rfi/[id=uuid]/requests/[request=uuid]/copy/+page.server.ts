import { maskedCopy, requestOf } from '#capabilities/calls/index.ts';
import { notFound } from '#platform/errors/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { rfi, answers, request } = await requestOf(ctx, params.slug, params.id, params.request);
	if (!request.assessment) throw notFound();
	return { request, owner: rfi.initiative.organisationName, copy: maskedCopy(answers, request.assessment) };
};
