import { swedishToday } from '#platform/server/db/today.ts';
import { requestForm } from '#capabilities/records/form.ts';
import { accessRequests, listRequests, registerRequest } from '#capabilities/records/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { requests, subjects } = await listRequests(ctx, params.slug);
	const about = url.searchParams.get('about');
	return {
		requests,
		subjects,
		about: subjects.some((one) => `${one.kind}:${one.id}` === about) ? about : null,
		today: await swedishToday(ctx.db)
	};
};

export const actions = {
	default: formAction({
		schema: requestForm,
		door: (ctx, event) => accessRequests(ctx, event.params.slug!),
		run: async (ctx, data, { params }) => {
			const id = await registerRequest(ctx, params.slug!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/disclosure/${id}`,
				flash: 'records.request.registered'
			};
		}
	})
};
