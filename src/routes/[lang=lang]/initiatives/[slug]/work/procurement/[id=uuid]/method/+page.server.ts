import { z } from 'zod';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import { sayDifferences } from '#capabilities/methods/index.ts';
import { say } from '#capabilities/methods/rules.ts';
import { accessProcurement, moveProcurement, procurementMove } from '#capabilities/procurements/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { id } from '#platform/forms/fields.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const wanted = url.searchParams.get('to');
	if (wanted !== null && !/^\d{1,6}$/.test(wanted)) throw notFound();
	const number = wanted === null ? undefined : Number(wanted);
	const { from, others, over, preview } = await procurementMove(ctx, refOf(params), number);
	const t = translator(ctx.lang);
	const name = (text: LocalText) => plainText(text, ctx.lang);
	return {
		method: name(from.definition.name as LocalText),
		from: { id: from.id, number: from.number },
		versions: others.map((one) => one.number),
		over,
		preview: preview && {
			to: { id: preview.to.id, number: preview.to.number },
			refusal: preview.refusal,
			differences: sayDifferences(preview.differences, t),
			stands: preview.stands.map((one) => ({
				name: name(one.name),
				gate: one.gate.map((line) => ({ met: line.met, text: say(line.condition, t) }))
			})),
			gone: preview.gone.map(name),
			fresh: preview.fresh.map(name),
			anonymity: preview.anonymity.map((one) => ({ ...one, name: name(one.name) }))
		}
	};
};

export const actions = {
	default: formAction({
		schema: z.object({ from: id, to: id, number: z.coerce.number().int() }),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, { number, ...data }, { params }) => {
			await moveProcurement(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params), flash: 'initiatives.move.done', params: { number } };
		}
	})
};
