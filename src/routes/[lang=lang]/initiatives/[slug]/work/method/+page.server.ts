import { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import { id } from '#platform/forms/fields.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessInitiative,
	leadInitiative,
	moveToVersion,
	previewMove,
	versionsToMoveTo
} from '#capabilities/initiatives/index.ts';
import { sayDifferences } from '#capabilities/methods/index.ts';
import { say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { run, from, others } = await versionsToMoveTo(ctx, params.slug);
	const t = translator(ctx.lang);
	const wanted = url.searchParams.get('to');
	if (wanted !== null && !/^\d{1,6}$/.test(wanted)) throw notFound();
	const base = {
		method: plainText(from.definition.name, ctx.lang),
		from: { id: from.id, number: from.number },
		versions: others.map(({ number }) => number),
		closed: run.closedAt !== null
	};
	const preview = await previewMove(ctx, params.slug, wanted === null ? undefined : Number(wanted));
	if (!preview || run.closedAt) return { ...base, preview: null };
	const name = (text: LocalText) => plainText(text, ctx.lang);
	const phaseName = (key: string) =>
		name(
			[...preview.to.definition.phases, ...from.definition.phases].find((phase) => phase.key === key)
				?.name as LocalText
		) || key;
	return {
		...base,
		preview: {
			to: { id: preview.to.id, number: preview.to.number },
			differences: sayDifferences(preview.differences, t),
			homeless: preview.homeless.map(({ id, title, path }) => ({ id, title, path })),
			passedAndGone: preview.passedAndGone.map(name),
			behind: preview.behind.map(name),
			stays: preview.phase !== null,
			current: phaseName(run.currentPhase),
			stands: phaseName(preview.phase ?? preview.suggested),
			suggested: preview.suggested,
			phases: preview.to.definition.phases.map((phase) => ({
				value: phase.key,
				label: name(phase.name as LocalText)
			})),
			gate: preview.gate.map((line) => ({ met: line.met, text: say(line.condition, t) }))
		}
	};
};

export const actions = {
	default: formAction({
		schema: z.object({
			from: id,
			to: id,
			number: z.coerce.number().int(),
			phase: z.string().max(60).optional()
		}),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, { from, to, phase, number }, { params }) => {
			await moveToVersion(ctx, params.slug!, { from, to, phase });
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work`,
				flash: 'initiatives.move.done',
				params: { number }
			};
		}
	})
};
