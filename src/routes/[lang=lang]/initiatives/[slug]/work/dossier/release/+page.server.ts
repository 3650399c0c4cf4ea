import { z } from 'zod';
import { fail } from '@sveltejs/kit';
import { text } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { readText } from '#platform/i18n/text.ts';
import {
	accessInitiative,
	dossierOf,
	leadInitiative,
	releaseDossier
} from '#capabilities/initiatives/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, leadInitiative);
	const entries = await dossierOf(ctx.db, run.id);
	return {
		entries: entries
			.filter((entry) => !entry.redactedAt)
			.map((entry) => ({
				id: entry.id,
				at: entry.happenedOn ?? entry.at,
				title: readText(entry.title, ctx.lang).text,
				body: readText(entry.body, ctx.lang).text
			}))
	};
};

/** The chosen entries with their words as masked in the form. */
function chosen(form: FormData) {
	const word = (name: string) =>
		String(form.get(name) ?? '')
			.trim()
			.slice(0, 8000);
	return form
		.getAll('entry')
		.map(String)
		.map((entryId) => ({ entryId, title: word(`title.${entryId}`), body: word(`body.${entryId}`) }));
}

const schema = z.object({ title: text(200), entry: z.array(z.uuid()) });

export const actions = {
	// Shows what would be released, in the words as masked; nothing is stored.
	preview: async ({ locals: { ctx }, params, request }) => {
		await accessInitiative(ctx, params.slug, leadInitiative);
		const form = await request.formData();
		const values = Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'));
		return fail(200, {
			id: 'preview',
			values: { ...values, entry: form.getAll('entry').map(String) } as Record<string, string | string[]>,
			errors: {} as Record<string, string>,
			message: '',
			preview: chosen(form)
		});
	},
	release: formAction({
		id: 'release',
		schema,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, { title }, { params }, form) => {
			await releaseDossier(ctx, params.slug!, { title, entries: chosen(form) });
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/dossier`,
				flash: 'initiatives.dossier.release.done'
			};
		}
	})
};
