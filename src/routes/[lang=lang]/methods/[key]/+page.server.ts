import { publicDoor } from '#platform/server/http/form-action.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { methodOutcomes } from '#capabilities/initiatives/index.ts';
import { currentVersion, factNamed, gateLines } from '#capabilities/methods/index.ts';
import { say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params }) => {
	publicDoor(ctx);
	const version = await currentVersion(ctx.db, params.key);
	const outcomes = await methodOutcomes(ctx, version.methodId);
	const t = translator(ctx.lang);
	const { definition } = version;
	const phaseName = (key: string) =>
		plainText(definition.phases.find((phase) => phase.key === key)?.name as LocalText, ctx.lang) || key;
	return {
		key: version.methodKey,
		number: version.number,
		name: definition.name as LocalText,
		summary: definition.summary as LocalText,
		phases: definition.phases.map((phase) => ({
			key: phase.key,
			name: phase.name as LocalText,
			summary: phase.summary as LocalText,
			steps: phase.steps.map((step) => ({
				key: step.key,
				name: step.name as LocalText,
				guidance: (step.guidance as LocalText | undefined) ?? null
			})),
			gate: gateLines(phase.gate, {}, factNamed).map((line) => say(line.condition, t)),
			time: outcomes.time.get(phase.key) ?? null
		})),
		runs: outcomes.runs.slice(0, 50).map((run) => ({ ...run, phase: phaseName(run.phase) })),
		total: outcomes.runs.length,
		reached: { sectors: outcomes.sectors, contracts: outcomes.contracts, measured: outcomes.measured }
	};
};
