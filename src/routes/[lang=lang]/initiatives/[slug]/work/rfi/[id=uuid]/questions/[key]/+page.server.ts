import { accessRfi, manageCalls, saveQuestion } from '#capabilities/calls/index.ts';
import { questionForm } from '#capabilities/calls/form.ts';
import { usableInsights } from '#capabilities/insights/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { ownText, readText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { draft, revision, initiative } = await accessRfi(ctx, params.slug, params.id, manageCalls);
	const question = draft.questions.find((candidate) => candidate.key === params.key);
	if (params.key !== 'new' && !question) throw notFound();
	const insights = await usableInsights(ctx, initiative.id, 15);
	return {
		revision,
		insights: insights.map(({ id, words, alike }) => ({ id, words, alike })),
		isNew: !question,
		original:
			question && question.label.o !== ctx.lang ? readText(question.label, question.label.o).text : null,
		values: question
			? {
					kind: question.kind,
					label: ownText(question.label, ctx.lang),
					help: ownText(question.help, ctx.lang),
					unit: ownText(question.unit, ctx.lang),
					options: question.options.map((option) => readText(option.label, ctx.lang).text).join('\n'),
					required: question.required,
					minutes: question.minutes,
					insights: question.insights
				}
			: { kind: 'long', minutes: 3, required: true }
	};
};

export const actions = {
	default: formAction({
		schema: questionForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			const key = params.key === 'new' ? null : params.key!;
			await saveQuestion(ctx, params.slug!, params.id!, key, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/questions`,
				flash: 'rfi.saved'
			};
		}
	})
};
