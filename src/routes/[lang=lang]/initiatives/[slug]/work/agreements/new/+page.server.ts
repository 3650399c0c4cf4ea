import { redirect } from '@sveltejs/kit';
import { formAction } from '#platform/server/http/form-action.ts';
import { awardsToSign, draftAgreement } from '#capabilities/agreements/index.ts';
import { agreementForm } from '#capabilities/agreements/form.ts';
import { accessInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const award = (await awardsToSign(ctx, params.slug)).find(
		({ awardId }) => awardId === url.searchParams.get('award')
	);
	if (award?.agreementId)
		redirect(303, `/${ctx.lang}/initiatives/${params.slug}/work/agreements/${award.agreementId}`);
	return { award: award ?? null };
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
