import { z } from 'zod';
import {
	accessRfi,
	answerEnquiry,
	listEnquiries,
	manageCalls,
	organisationsNamedIn,
	releaseAnswers
} from '#capabilities/calls/index.ts';
import { enquiryAnswerForm } from '#capabilities/calls/form.ts';
import { ownText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { rfi, enquiries } = await listEnquiries(ctx, params.slug, params.id);
	const waiting = enquiries.filter((enquiry) => !enquiry.releasedAt);
	const named = waiting.map((enquiry) =>
		organisationsNamedIn(ctx, Object.values(enquiry.publicText.t).join(' '), rfi.initiative.organisationId)
	);
	const names = await Promise.all(named);
	return {
		questionsUntil: rfi.questionsUntil,
		answersUntil: rfi.answersUntil,
		waiting: waiting.map((enquiry, index) => ({
			...enquiry,
			own: { publicText: ownText(enquiry.publicText, ctx.lang), answer: ownText(enquiry.answer, ctx.lang) },
			names: names[index]!
		})),
		released: enquiries.filter((enquiry) => enquiry.releasedAt),
		ready: waiting.filter((enquiry) => enquiry.answer).length
	};
};

const here = (ctx: { lang: string }, params: { slug?: string; id?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}/enquiries`;

export const actions = {
	answer: formAction({
		id: 'answer',
		schema: enquiryAnswerForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await answerEnquiry(ctx, params.slug!, params.id!, data);
			return { to: `${here(ctx, params)}#q-${data.enquiryId}`, flash: 'rfi.saved' };
		}
	}),
	release: formAction({
		id: 'release',
		schema: z.object({}),
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, _data, { params }) => {
			const count = await releaseAnswers(ctx, params.slug!, params.id!);
			return { to: here(ctx, params), flash: 'rfi.enquiries.released', params: { count } };
		}
	})
};
