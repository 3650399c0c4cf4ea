import { accessRfi, compareAnswers, readAnswers, sectorWord } from '#capabilities/calls/index.ts';
import { authorize } from '#platform/access/index.ts';
import { translator } from '#platform/i18n/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const rfi = await accessRfi(ctx, params.slug, params.id);
	authorize(ctx, readAnswers, { initiative: rfi.initiative, answering: [] });
	// Nothing to read yet: the page says when, instead of refusing.
	if (rfi.state !== 'closed') return { until: rfi.answersUntil, opened: null };
	const { answers, notes, feedback, tags } = await compareAnswers(ctx, params.slug, params.id);
	const t = translator(ctx.lang);
	const tag = url.searchParams.get('tag');
	const tagged = new Set(notes.filter((note) => tag && note.tags.includes(tag)).map((note) => note.answerId));
	return {
		until: rfi.answersUntil,
		opened: {
			view:
				url.searchParams.get('view') === 'organisations'
					? ('organisations' as const)
					: ('questions' as const),
			tag,
			tags,
			questions: rfi.version!.content.questions.map(({ key, label }) => ({ key, label })),
			answers: answers
				.filter((answer) => !tag || tagged.has(answer.answerId))
				.map((answer) => ({
					answerId: answer.answerId,
					organisation: answer.organisation.name,
					sector: sectorWord(answer.organisation.sector, t),
					submittedAt: answer.submittedAt,
					answers: answer.content.answers,
					secrets: answer.content.answers.filter((part) => part.secret).length,
					notes: notes.filter((note) => note.answerId === answer.answerId).length,
					thanked: feedback.has(answer.answerId)
				})),
			total: answers.length
		}
	};
};
