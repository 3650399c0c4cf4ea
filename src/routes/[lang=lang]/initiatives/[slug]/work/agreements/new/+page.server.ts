import { formAction } from '#platform/server/http/form-action.ts';
import { draftAgreement } from '#capabilities/agreements/index.ts';
import { agreementForm } from '#capabilities/agreements/form.ts';
import { accessInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	await accessInitiative(ctx, params.slug, procureForInitiative);
};

export const actions = {
	default: formAction({
		schema: agreementForm,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, procureForInitiative),
		run: async (ctx, data, { params }) => {
			const id = await draftAgreement(ctx, params.slug!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/agreements/${id}`,
				flash: 'agreements.saved'
			};
		}
	})
};
