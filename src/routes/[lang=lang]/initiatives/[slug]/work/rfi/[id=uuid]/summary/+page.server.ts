import { z } from 'zod';
import {
	accessRfi,
	manageCalls,
	publishSummary,
	saveSummary,
	summaryDraft
} from '#capabilities/calls/index.ts';
import { summaryForm } from '#capabilities/calls/form.ts';
import { integer } from '#platform/forms/fields.ts';
import { ownText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { rfi, draft, published } = await summaryDraft(ctx, params.slug, params.id);
	await accessRfi(ctx, params.slug, params.id, manageCalls);
	const texts = (from: { heard: unknown; changes: unknown } | null) =>
		JSON.stringify([from?.heard ?? null, from?.changes ?? null]);
	return {
		revision: draft.revision,
		values: { heard: ownText(draft.heard, ctx.lang), changes: ownText(draft.changes, ctx.lang) },
		complete: draft.heard !== null && draft.changes !== null,
		changed: texts(draft) !== texts(published),
		published,
		slug: rfi.initiative.slug
	};
};

const here = (ctx: { lang: string }, params: { slug?: string; id?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/summary`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: summaryForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await saveSummary(ctx, params.slug!, params.id!, data);
			return { to: here(ctx, params), flash: 'rfi.saved' };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: z.object({ revision: integer(1) }),
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await publishSummary(ctx, params.slug!, params.id!, data.revision);
			return { to: here(ctx, params), flash: 'rfi.summary.published' };
		}
	})
};
