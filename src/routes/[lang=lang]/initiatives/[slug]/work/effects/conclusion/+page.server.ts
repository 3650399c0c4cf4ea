import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { id, longText, optionalText } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Context } from '#platform/server/context.ts';
import {
	listConclusions,
	publishConclusion,
	translateConclusion,
	writeConclusion
} from '#capabilities/effects/index.ts';
import { conclusionForm } from '#capabilities/effects/form.ts';
import { accessInitiative, editInitiative, leadInitiative } from '#capabilities/initiatives/index.ts';
import type { RequestEvent } from './$types';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, editInitiative);
	return {
		conclusions: await listConclusions(ctx.db, run.id),
		mayPublish: can(ctx.actor, leadInitiative, run)
	};
};

const door = (ctx: Context, event: RequestEvent) => accessInitiative(ctx, event.params.slug, editInitiative);
const here = (ctx: Context, event: RequestEvent) =>
	`/${ctx.lang}/initiatives/${event.params.slug}/work/effects/conclusion`;

export const actions = {
	write: formAction({
		id: 'write',
		schema: conclusionForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await writeConclusion(ctx, event.params.slug, data);
			return { to: here(ctx, event), flash: 'effects.conclusion.saved' };
		}
	}),
	translate: formAction({
		id: 'translate',
		schema: z.object({ conclusion: id, body: longText(6000, 20), caveats: optionalText(3000) }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await translateConclusion(ctx, event.params.slug, data.conclusion, data);
			return { to: here(ctx, event), flash: 'effects.conclusion.saved' };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: z.object({ conclusion: id }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await publishConclusion(ctx, event.params.slug, data.conclusion);
			return { to: here(ctx, event), flash: 'effects.conclusion.published' };
		}
	})
};
