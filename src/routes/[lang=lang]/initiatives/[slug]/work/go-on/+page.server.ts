import { z } from 'zod';
import { redirect } from '@sveltejs/kit';
import { authorize } from '#platform/access/index.ts';
import { longText } from '#platform/forms/fields.ts';
import { plainText } from '#platform/i18n/text.ts';
import { translator } from '#platform/i18n/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, leadInitiative, overviewOf, passGate } from '#capabilities/initiatives/index.ts';
import { say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { phases, gate, run } = await overviewOf(ctx, params.slug);
	authorize(ctx, leadInitiative, run);
	const lacking = gate.filter((line) => !line.met);
	if (lacking.length === 0) redirect(303, `/${ctx.lang}/initiatives/${params.slug}/work`);
	const at = phases.findIndex((phase) => phase.key === run.currentPhase);
	const next = phases[at + 1];
	return {
		phase: run.currentPhase,
		next: next ? plainText(next.name, ctx.lang) : null,
		lacking: lacking.map((line) => say(line.lacking ?? line.condition, translator(ctx.lang)))
	};
};

export const actions = {
	default: formAction({
		schema: z.object({ phase: z.string().max(50), reason: longText(2000, 10) }),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, data, { params }) => {
			const { to } = await passGate(ctx, params.slug!, data);
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work`,
				flash: to ? 'initiatives.overview.passed' : 'initiatives.overview.finished'
			};
		}
	})
};
