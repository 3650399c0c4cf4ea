import { z } from 'zod';
import {
	accessAgreement,
	editAgreement,
	findAgreement,
	textsToTranslate,
	translateAgreement
} from '#capabilities/agreements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const key = await accessAgreement(ctx, params.slug, params.id, editAgreement);
	const agreement = await findAgreement(ctx.db, key.run.id, key.id);
	return { title: agreement.title, texts: textsToTranslate(agreement, ctx.lang) };
};

export const actions = {
	default: formAction({
		// Its fields are named by the rows they belong to.
		schema: z.object({}),
		door: (ctx, event) => accessAgreement(ctx, event.params.slug!, event.params.id!, editAgreement),
		run: async (ctx, _data, { params }, form) => {
			const words = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
			await translateAgreement(ctx, params.slug!, params.id!, Object.fromEntries(words));
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/agreements/${params.id}`,
				flash: 'agreements.saved'
			};
		}
	})
};
