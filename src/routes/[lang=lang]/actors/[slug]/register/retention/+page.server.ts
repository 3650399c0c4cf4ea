import { retentionForm } from '#capabilities/records/form.ts';
import { accessRegister, recordRetention, retentionPage } from '#capabilities/records/index.ts';
import { swedishToday } from '#platform/server/db/today.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { organisation, ...page } = await retentionPage(ctx, params.slug);
	const today = await swedishToday(ctx.db);
	return { ...page, today, organisation: { name: organisation.name, slug: organisation.slug } };
};

export const actions = {
	default: formAction({
		schema: retentionForm,
		door: (ctx, { params }) => accessRegister(ctx, params.slug!),
		run: async (ctx, data, { params }) => {
			await recordRetention(ctx, params.slug!, data);
			return {
				to: `/${ctx.lang}/actors/${params.slug}/register/retention`,
				flash: 'records.retention.saved'
			};
		}
	})
};
