import { z } from 'zod';
import { accessAnswer, withdrawAnswer } from '#capabilities/calls/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const own = await accessAnswer(ctx, params.slug, params.id, params.org);
	return {
		slug: params.slug,
		id: params.id,
		title: own.rfi.version!.content.title,
		organisation: own.organisation,
		number: own.present?.number ?? null
	};
};

export const actions = {
	default: formAction({
		schema: z.object({}),
		door: (ctx, event) => accessAnswer(ctx, event.params.slug!, event.params.id!, event.params.org!),
		run: async (ctx, _data, { params }) => {
			const { slug, id, org } = params as { slug: string; id: string; org: string };
			await withdrawAnswer(ctx, slug, id, org);
			return { to: `/${ctx.lang}/initiatives/${slug}/rfi/${id}/answer/${org}`, flash: 'rfi.withdraw.done' };
		}
	})
};
