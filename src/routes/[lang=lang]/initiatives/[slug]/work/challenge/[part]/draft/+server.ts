import { json } from '@sveltejs/kit';
import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { readForm } from '#platform/forms/index.ts';
import { accessPart, figuresMark, challengeDesk, writePart } from '#capabilities/challenges/index.ts';
import { isPart, PART_SCHEMAS } from '#capabilities/challenges/form.ts';
import { inputOf } from '../input.ts';

/** The draft that saves itself: the same form, sent in the background. Answers what collided, with their words. */
export const POST = async ({ locals: { ctx }, params, request }) => {
	if (!isPart(params.part)) throw notFound();
	await accessPart(ctx, params.slug, params.part);
	const form = await request.formData();
	const parsed = readForm(PART_SCHEMAS[params.part], form, translator(ctx.lang));
	// Half a web address is no fault while somebody writes: it is told when they save.
	if (!parsed.ok) return json({ saved: false, conflicts: {} }, { status: 422 });
	const input = inputOf(params.part, form, parsed.data);
	const { conflicts } = await writePart(ctx, params.slug, params.part, input, { auto: true });
	const { challenge } = await challengeDesk(ctx, params.slug);
	const clean = Object.keys(conflicts).length === 0;
	return json(
		{ saved: clean, conflicts, figuresWas: figuresMark(challenge.content.figures, ctx.lang) },
		{ status: clean ? 200 : 409 }
	);
};
