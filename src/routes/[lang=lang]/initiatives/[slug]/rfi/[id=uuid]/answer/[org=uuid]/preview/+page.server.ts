import { accessAnswer, previewAnswer, submitAnswer } from '#capabilities/calls/index.ts';
import { submitForm } from '#capabilities/calls/form.ts';
import { AppError } from '#platform/errors/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const preview = await previewAnswer(ctx, params.slug, params.id, params.org);
	const { own } = preview;
	return {
		slug: params.slug,
		id: params.id,
		title: plainText(own.rfi.version!.content.title, ctx.lang),
		owner: own.rfi.initiative.organisationName,
		organisation: own.organisation,
		state: own.rfi.state,
		until: own.rfi.answersUntil!,
		listed: own.listed,
		replaces: own.present?.number ?? null,
		answers: preview.content.answers,
		fingerprint: preview.fingerprint,
		problems: preview.problems,
		cannotSubmit: preview.maySubmit
	};
};

export const actions = {
	default: formAction({
		schema: submitForm,
		door: (ctx, event) => accessAnswer(ctx, event.params.slug!, event.params.id!, event.params.org!),
		run: async (ctx, data, { params }) => {
			const { slug, id, org } = params as { slug: string; id: string; org: string };
			if (!data.confirm) {
				await accessAnswer(ctx, slug, id, org);
				throw new AppError('invalid', 'form.error.failed', { fields: { confirm: 'rfi.send.confirm.error' } });
			}
			const receipt = await submitAnswer(ctx, slug, id, org, data);
			return { to: `/${ctx.lang}/my/answers/receipts/${receipt.submissionId}`, flash: 'rfi.send.done' };
		}
	})
};
