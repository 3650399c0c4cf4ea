import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessAgreement,
	editAgreement,
	editAgreementTerms,
	findAgreement
} from '#capabilities/agreements/index.ts';
import { agreementForm } from '#capabilities/agreements/form.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const key = await accessAgreement(ctx, params.slug, params.id, editAgreement);
	return { agreement: await findAgreement(ctx.db, key.run.id, key.id) };
};

export const actions = {
	default: formAction({
		schema: agreementForm,
		door: (ctx, event) => accessAgreement(ctx, event.params.slug!, event.params.id!, editAgreement),
		run: async (ctx, data, { params }) => {
			await editAgreementTerms(ctx, params.slug!, params.id!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/agreements/${params.id}`,
				flash: 'agreements.saved'
			};
		}
	})
};
