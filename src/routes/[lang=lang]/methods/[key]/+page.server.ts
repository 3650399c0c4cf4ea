import { z } from 'zod';
import { redirect } from '@sveltejs/kit';
import { can } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { translator } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { methodOutcomes, runsBehind } from '#capabilities/initiatives/index.ts';
import { procurementsOfMethod } from '#capabilities/procurements/index.ts';
import {
	accessMethod,
	beginDraft,
	editMethods,
	factNamed,
	gateLines,
	methodVersionNumbered,
	openMethod,
	sayPlan
} from '#capabilities/methods/index.ts';
import { say } from '#capabilities/methods/rules.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const mayEdit = can(ctx.actor, editMethods, null);
	if (mayEdit && (await accessMethod(ctx, params.key)).current === null)
		redirect(303, `/${ctx.lang}/methods/${params.key}/draft`);
	const method = await openMethod(ctx, params.key);
	const number = Number(url.searchParams.get('version') ?? method.current);
	const version = await methodVersionNumbered(ctx.db, params.key, Number.isInteger(number) ? number : 0);
	const outcomes = await methodOutcomes(ctx, version.methodId);
	const procurements =
		method.kind === 'pcp' ? await procurementsOfMethod(ctx, method.id) : { total: 0, shown: [] };
	const t = translator(ctx.lang);
	const { definition } = version;
	return {
		key: version.methodKey,
		kind: method.kind,
		number: version.number,
		current: method.current,
		publishedAt: version.publishedAt,
		retired: method.retiredAt !== null,
		hasDraft: method.hasDraft,
		mayEdit,
		behind: mayEdit ? await runsBehind(ctx, method.id, method.current) : [],
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
			plan: phase.plan ? sayPlan(phase.plan, t) : null,
			gate: gateLines(phase.gate, {}, factNamed).map((line) => say(line.condition, t)),
			time: outcomes.time.get(phase.key) ?? null
		})),
		procurements,
		runs: outcomes.runs,
		total: outcomes.total,
		reached: {
			finished: outcomes.finished,
			sectors: outcomes.sectors,
			organisations: outcomes.organisations,
			contracts: outcomes.contracts,
			measured: outcomes.measured
		}
	};
};

export const actions = {
	begin: formAction({
		id: 'begin',
		schema: z.object({}),
		door: (ctx, event) => accessMethod(ctx, event.params.key!),
		run: async (ctx, _data, { params }) => {
			await beginDraft(ctx, params.key!);
			return { to: `/${ctx.lang}/methods/${params.key}/draft`, flash: 'methods.draft.begun' };
		}
	})
};
