import { z } from 'zod';
import { accessAnswer, answerFields, keepPart, orphans, saveAnswer } from '#capabilities/calls/index.ts';
import { partsFromForm } from '#capabilities/calls/index.ts';
import { burden, maySubmit } from '#capabilities/calls/rules.ts';
import { AppError } from '#platform/errors/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { messagesFor } from '#platform/server/messages.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const own = await accessAnswer(ctx, params.slug, params.id, params.org);
	const { content } = own.rfi.version!;
	return {
		slug: params.slug,
		id: params.id,
		title: plainText(content.title, ctx.lang),
		organisation: own.organisation,
		state: own.rfi.state,
		until: own.rfi.answersUntil!,
		burden: burden(content.questions),
		fields: await answerFields(ctx.db, own, ctx.lang),
		orphans: orphans(own),
		present: own.present ? { id: own.present.id, number: own.present.number, at: own.present.at } : null,
		cannotSubmit: maySubmit(own.facts),
		messages: messagesFor(ctx.lang, ['common.', 'design.', 'identity.', 'rfi.'])
	};
};

const here = (ctx: { lang: string }, params: { slug?: string; id?: string; org?: string }) =>
	`/${ctx.lang}/initiatives/${params.slug}/rfi/${params.id}/answer/${params.org}`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: z.object({ go: z.enum(['stay', 'preview']).default('stay') }),
		door: (ctx, event) => accessAnswer(ctx, event.params.slug!, event.params.id!, event.params.org!),
		run: async (ctx, data, { params }, form) => {
			const { slug, id, org } = params as { slug: string; id: string; org: string };
			const own = await accessAnswer(ctx, slug, id, org);
			const saved = await saveAnswer(
				ctx,
				slug,
				id,
				org,
				partsFromForm(own.rfi.version!.content.questions, form)
			);
			if (saved.conflicts.length > 0) {
				const fields = saved.conflicts.map(
					(conflict) => [`v.${conflict.question}`, 'rfi.error.part-conflict'] as const
				);
				throw new AppError('conflict', 'rfi.error.parts-conflict', { fields: Object.fromEntries(fields) });
			}
			const to = data.go === 'preview' ? `${here(ctx, params)}/preview` : here(ctx, params);
			return data.go === 'preview' ? { to } : { to, flash: 'rfi.answer.saved' };
		}
	}),
	keep: formAction({
		id: 'keep',
		schema: z.object({ question: z.string().max(8) }),
		door: (ctx, event) => accessAnswer(ctx, event.params.slug!, event.params.id!, event.params.org!),
		run: async (ctx, data, { params }) => {
			await keepPart(ctx, params.slug!, params.id!, params.org!, data.question);
			return { to: `${here(ctx, params)}#q-${data.question}`, flash: 'rfi.answer.kept' };
		}
	})
};
