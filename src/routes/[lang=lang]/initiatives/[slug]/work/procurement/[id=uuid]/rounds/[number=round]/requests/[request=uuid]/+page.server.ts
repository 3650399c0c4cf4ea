import { readRequest } from '#capabilities/procurements/index.ts';
import { roundOf } from '../../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { request, answer, locked, tender, procurement } = await readRequest(
		ctx,
		roundOf(params),
		params.request
	);
	return {
		request,
		answer,
		locked,
		tender: { id: tender.id, name: tender.organisationName },
		condition: procurement.conditions.find((one) => one.id === request.conditionId) ?? null
	};
};
