import { listRequests, roundProgress } from '#capabilities/procurements/index.ts';
import { roundOf } from '../../../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { requests, tenders, refused } = await listRequests(ctx, roundOf(params));
	const rows = [...tenders, ...refused];
	return {
		requests: requests.toReversed().map((request) => ({
			request,
			name: rows.find((one) => one.id === request.tenderId)!.organisationName
		})),
		negotiation: (await roundProgress(ctx, roundOf(params))).negotiation,
		some: rows.some((one) => one.door === 'open'),
		undeclared: rows.some((one) => one.door === 'undeclared')
	};
};
