import { z } from 'zod';
import { accessRfi, assess, manageCalls, requestOf, type AssessedPart } from '#capabilities/calls/index.ts';
import { can } from '#platform/access/index.ts';
import { longText, optionalText, text } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { rfi, answers, request } = await requestOf(ctx, params.slug, params.id, params.request);
	return {
		request,
		answers: answers.map((answer) => ({
			submissionId: answer.submissionId,
			organisation: answer.organisation.name,
			answers: answer.content.answers.filter(isFilled)
		})),
		mayManage: can(ctx.actor, manageCalls, rfi.initiative)
	};
};

type Sent = Awaited<ReturnType<typeof requestOf>>['answers'][number]['content']['answers'][number];
const isFilled = (part: Sent) =>
	Boolean(part.text || part.choices.length || part.yes !== null || part.number !== null || part.file);

export const actions = {
	default: formAction({
		schema: z.object({
			paragraph: text(500),
			reason: longText(8000, 10),
			appeal: longText(4000, 10),
			diaryNumber: optionalText(60)
		}),
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }, form) => {
			const { request, slug, id } = params as { request: string; slug: string; id: string };
			await assess(ctx, slug, id, request, { ...data, parts: partsOf(form) });
			return {
				to: `/${ctx.lang}/initiatives/${slug}/work/rfi/${id}/requests/${request}`,
				flash: 'rfi.assess.done'
			};
		}
	})
};

/** Fields `part.<submission>.<question>` hold open, secret or nothing (not asked for); `reason.…` the reason. */
function partsOf(form: FormData): AssessedPart[] {
	return [...form.entries()].flatMap(([name, value]) => {
		const [kind, submissionId, question] = name.split('.');
		if (kind !== 'part' || (value !== 'open' && value !== 'secret')) return [];
		const reason = String(form.get(`reason.${submissionId}.${question}`) ?? '').trim();
		return [{ submissionId: submissionId!, question: question!, outcome: value, reason: reason || null }];
	});
}
