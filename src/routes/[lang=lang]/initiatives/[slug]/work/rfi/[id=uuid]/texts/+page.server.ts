import { accessRfi, manageCalls, saveTexts } from '#capabilities/calls/index.ts';
import { TEXT_PARTS, textsForm } from '#capabilities/calls/form.ts';
import { ownText, readText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { draft, revision, takenFrom } = await accessRfi(ctx, params.slug, params.id, manageCalls);
	const texts = { title: draft.title, ...Object.fromEntries(TEXT_PARTS.map((part) => [part, draft[part]])) };
	return {
		revision,
		takenFrom,
		values: Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, ownText(text, ctx.lang)])),
		// Shown beside the field of a translator.
		originals: Object.fromEntries(
			Object.entries(texts).map(([name, text]) => [
				name,
				text && text.o !== ctx.lang ? readText(text, text.o).text : ''
			])
		)
	};
};

export const actions = {
	default: formAction({
		schema: textsForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await saveTexts(ctx, params.slug!, params.id!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}`, flash: 'rfi.saved' };
		}
	})
};
