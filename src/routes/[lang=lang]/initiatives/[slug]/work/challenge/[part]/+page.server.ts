import { z } from 'zod';
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { can } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { readForm } from '#platform/forms/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { ownText, readText } from '#platform/i18n/text.ts';
import { setFlash } from '#platform/server/http/flash.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { messagesFor } from '#platform/server/messages.ts';
import { editInitiative } from '#capabilities/initiatives/index.ts';
import {
	accessPart,
	challengeDesk,
	figuresMark,
	handInPart,
	savePart,
	type WriteInput
} from '#capabilities/challenges/index.ts';
import {
	FIELDS_OF_PART,
	FIGURE_ROWS,
	isPart,
	PARTS,
	PART_SCHEMAS,
	type Part
} from '#capabilities/challenges/form.ts';
import { inputOf } from './input.ts';

function partOf(name: string | undefined): Part {
	if (!name || !isPart(name)) throw notFound();
	return name;
}

export const load = async ({ locals: { ctx }, params }) => {
	const part = partOf(params.part);
	await accessPart(ctx, params.slug, part);
	const { challenge, run, requests, mayWrite } = await challengeDesk(ctx, params.slug);
	const { content } = challenge;
	const fields = FIELDS_OF_PART[part].map((field) => {
		const text = content.texts[field];
		const read = readText(text, ctx.lang);
		return {
			name: field,
			value: ownText(text, ctx.lang),
			stale: read.stale,
			original: text && text.o !== ctx.lang ? (text.t[text.o] ?? '') : null,
			originalLang: text?.o ?? null
		};
	});
	return {
		part,
		fields,
		figures: content.figures.map((figure) => ({
			text: ownText(figure.text, ctx.lang),
			original: figure.text.o !== ctx.lang ? (figure.text.t[figure.text.o] ?? '') : null,
			source: figure.source,
			link: figure.link ?? ''
		})),
		figureRows: Math.min(FIGURE_ROWS, content.figures.length + 2),
		figuresWas: figuresMark(content.figures, ctx.lang),
		budgetMinor: challenge.budgetMinor,
		asked: requests.some((r) => r.part === part && r.personId === ctx.actor.personId && r.endedAt === null),
		mayEdit: can(ctx.actor, editInitiative, run),
		parts: PARTS.map((name) => ({ name, open: mayWrite.includes(name) })),
		messages: messagesFor(ctx.lang, [
			'challenges.',
			'design.',
			'initiatives.work.',
			'common.',
			'form.',
			'theme.'
		])
	};
};

/** Saves the page. Where somebody else has changed a field, the form comes back with both texts. */
async function save(event: RequestEvent) {
	const { ctx } = event.locals;
	const part = partOf(event.params.part);
	const slug = event.params.slug!;
	const form = await event.request.formData();
	const parsed = readForm(PART_SCHEMAS[part], form, translator(ctx.lang));
	if (!parsed.ok) {
		await accessPart(ctx, slug, part);
		return fail(422, { ...parsed.state, id: 'save' });
	}
	const input: WriteInput = inputOf(part, form, parsed.data);
	try {
		await savePart(ctx, slug, part, input);
	} catch (error) {
		if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
		const t = translator(ctx.lang);
		const errors = Object.fromEntries(Object.entries(error.fields).map(([name, key]) => [name, t(key)]));
		return fail(409, { values: parsed.raw, errors, message: t(error.key), id: 'save' });
	}
	const at = PARTS.indexOf(part);
	const next = form.get('then') === 'next' ? PARTS[at + 1] : undefined;
	const base = `/${ctx.lang}/initiatives/${slug}/work/challenge`;
	setFlash(event.cookies, 'challenges.write.saved');
	redirect(303, next ? `${base}/${next}` : base);
}

export const actions = {
	save,
	handIn: formAction({
		id: 'handIn',
		schema: z.object({}),
		door: (ctx, event) => accessPart(ctx, event.params.slug!, partOf(event.params.part)),
		run: async (ctx, _data, { params }) => {
			await handInPart(ctx, params.slug!, partOf(params.part));
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/challenge`,
				flash: 'challenges.write.handed-in'
			};
		}
	})
};
