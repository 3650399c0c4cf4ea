import { findingForm } from '#capabilities/records/form.ts';
import { assessDocument, DEFAULT_PARAGRAPH, documentToTry, requestOf } from '#capabilities/records/index.ts';
import { passagesOf, type PartFinding, type PartOutcome } from '#capabilities/records/rules.ts';
import { AppError } from '#platform/errors/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { requestPath, requestRef } from '../../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const page = await documentToTry(ctx, requestRef(params), params.document);
	if (page.request.outcome) throw new AppError('conflict', 'records.error.concluded');
	return { ...page, defaultParagraph: DEFAULT_PARAGRAPH, seen: page.assessed?.at.toISOString() ?? '' };
};

export const actions = {
	default: formAction({
		schema: findingForm,
		door: (ctx, { params }) => requestOf(ctx, requestRef(params)),
		run: async (ctx, data, { params }, form) => {
			// Which part each number stands for is carried by the form: parts keep their keys, not their places.
			const keys = form.getAll('part').map(String);
			const findings = keys.flatMap((part, at) => findingOf(part, at, data));
			const seen = String(form.get('seen') ?? '');
			await assessDocument(ctx, requestRef(params), params.document!, { findings, seen });
			return { to: requestPath(ctx.lang, params), flash: 'records.assess.saved' };
		}
	})
};

function findingOf(part: string, at: number, data: Record<string, string | undefined>): PartFinding[] {
	const outcome = data[`outcome${at}`] as PartOutcome | 'none' | undefined;
	if (!outcome || outcome === 'none') return [];
	return [
		{
			part,
			outcome,
			passages: outcome === 'masked' ? passagesOf(data[`passages${at}`]) : [],
			paragraph: data[`paragraph${at}`] || null,
			harm: data[`harm${at}`] || null
		}
	];
}
