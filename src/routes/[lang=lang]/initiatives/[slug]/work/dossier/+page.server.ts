import { z } from 'zod';
import { date, id, longText, optionalText, text } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessInitiative,
	addDossierEntry,
	dossierOf,
	editInitiative,
	leadInitiative,
	redactDossierEntry,
	releasesOf,
	workInInitiative
} from '#capabilities/initiatives/index.ts';

const here = (lang: string, slug: string | undefined) => `/${lang}/initiatives/${slug}/work/dossier`;

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	return { entries: await dossierOf(ctx.db, run.id), releases: await releasesOf(ctx.db, run.id) };
};

export const actions = {
	add: formAction({
		id: 'add',
		schema: z.object({
			kind: z.enum(['material', 'meeting', 'note']),
			title: text(200),
			body: optionalText(6000),
			audience: z.enum(['public', 'participants', 'invited', 'team']),
			on: date.optional(),
			alt: optionalText(300)
		}),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, { alt, ...data }, { params }, form) => {
			const file = form.get('file');
			await addDossierEntry(ctx, params.slug!, data, file instanceof File ? file : undefined, alt);
			return { to: here(ctx.lang, params.slug), flash: 'initiatives.dossier.added' };
		}
	}),
	redact: formAction({
		id: 'redact',
		schema: z.object({ entryId: id, reason: longText(600, 5) }),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, data, { params }) => {
			await redactDossierEntry(ctx, params.slug!, data);
			return { to: here(ctx.lang, params.slug), flash: 'initiatives.dossier.redacted' };
		}
	})
};
