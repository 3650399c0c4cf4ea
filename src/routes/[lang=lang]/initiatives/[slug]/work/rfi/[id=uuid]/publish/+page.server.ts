import { localDateTime } from '#design/text/time.ts';
import { accessRfi, amendRfi, manageCalls, publishRfi } from '#capabilities/calls/index.ts';
import { publishForm } from '#capabilities/calls/form.ts';
import { warningText } from '#capabilities/calls/rules.ts';
import { burden, dayWarnings, lackingToPublish } from '#capabilities/calls/rules.ts';
import { AppError } from '#platform/errors/index.ts';
import { translator, type MessageKey } from '#platform/i18n/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const rfi = await accessRfi(ctx, params.slug, params.id, manageCalls);
	const t = translator(ctx.lang);
	const lacking: MessageKey[] = lackingToPublish(rfi.draft, rfi);
	if (!rfi.initiative.publishedAt) lacking.unshift('rfi.lacking.initiative');
	const days = rfi.answersUntil ? dayWarnings(localDateTime(rfi.answersUntil)) : [];
	return {
		revision: rfi.revision,
		first: rfi.version === null,
		before: rfi.version?.content ?? null,
		draft: rfi.draft,
		lacking,
		burden: burden(rfi.draft.questions),
		questionsUntil: rfi.questionsUntil,
		answersUntil: rfi.answersUntil,
		warnings: rfi.version ? [] : days.map((warning) => warningText(t, t('rfi.deadlines.answers'), warning))
	};
};

export const actions = {
	default: formAction({
		schema: publishForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			const rfi = await accessRfi(ctx, params.slug!, params.id!, manageCalls);
			const to = `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}`;
			if (!rfi.version) {
				await publishRfi(ctx, params.slug!, params.id!, data.revision);
				return { to, flash: 'rfi.published' };
			}
			if (!data.note)
				throw new AppError('invalid', 'form.error.failed', { fields: { note: 'form.error.required' } });
			await amendRfi(ctx, params.slug!, params.id!, { revision: data.revision, note: data.note });
			return { to, flash: 'rfi.amended' };
		}
	})
};
