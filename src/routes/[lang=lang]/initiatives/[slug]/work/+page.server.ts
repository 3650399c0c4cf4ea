import { plainText } from '#platform/i18n/text.ts';
import { translator } from '#platform/i18n/index.ts';
import { overviewOf } from '#capabilities/initiatives/index.ts';
import { say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { phases, gate, run } = await overviewOf(ctx, params.slug);
	const t = translator(ctx.lang);
	return {
		phases: phases.map((phase) => ({ ...phase, name: plainText(phase.name, ctx.lang) })),
		gate: gate.map((line) => ({
			met: line.met,
			text: say(line.condition, t),
			note: line.lacking ? say(line.lacking, t) : null,
			path: line.path
		})),
		title: plainText(run.title, ctx.lang)
	};
};
