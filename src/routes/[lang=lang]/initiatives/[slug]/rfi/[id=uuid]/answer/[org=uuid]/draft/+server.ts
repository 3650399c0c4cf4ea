import { json } from '@sveltejs/kit';
import { accessAnswer, saveAnswer } from '#capabilities/calls/index.ts';
import { partsFromForm } from '#capabilities/calls/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';

/** Saves the draft while somebody writes. Files wait for the button. */
export const POST = async ({ locals: { ctx }, params, request }) => {
	const { slug, id, org } = params;
	const t = translator(ctx.lang);
	const own = await accessAnswer(ctx, slug, id, org);
	const form = await request.formData();
	const parts = partsFromForm(own.rfi.version!.content.questions, form).map((part) => ({
		...part,
		file: undefined
	}));
	try {
		const saved = await saveAnswer(ctx, slug, id, org, parts);
		return json({
			at: t.time(saved.at),
			revisions: saved.revisions,
			marks: saved.marks,
			written: saved.written,
			conflicts: saved.conflicts.map((conflict) => conflict.question)
		});
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		return json({ message: t(error.key, error.params) }, { status: error.status });
	}
};
