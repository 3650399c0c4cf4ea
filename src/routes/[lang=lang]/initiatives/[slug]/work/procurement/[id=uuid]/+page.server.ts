import { formAction } from '#platform/server/http/form-action.ts';
import { cancelForm, frameworkForm, publishForm, startRoundForm } from '#capabilities/procurements/form.ts';
import { decideForInitiative, procureForInitiative } from '#capabilities/initiatives/index.ts';
import {
	accessProcurement,
	cancelLot,
	cancelProcurement,
	newerVersion,
	passFramework,
	publishProcurement,
	publishProcurementPermission,
	runPages,
	startRound
} from '#capabilities/procurements/index.ts';
import { can } from '#platform/access/index.ts';
import { id, integer } from '#platform/forms/fields.ts';
import { pathOf, refOf } from '../ref.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { run, procurement } = await accessProcurement(ctx, refOf(params));
	return {
		courses: await runPages(ctx, refOf(params)),
		newer: can(ctx.actor, procureForInitiative, run) ? await newerVersion(ctx.db, procurement) : null
	};
};

export const actions = {
	framework: formAction({
		id: 'framework',
		schema: frameworkForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), publishProcurementPermission),
		run: async (ctx, data, { params }) => {
			await passFramework(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params), flash: 'procurement.run.framework.passed' };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: publishForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), publishProcurementPermission),
		run: async (ctx, data, { params }) => {
			await publishProcurement(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params), flash: 'procurement.published' };
		}
	}),
	cancel: formAction({
		id: 'cancel',
		schema: cancelForm,
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), publishProcurementPermission),
		run: async (ctx, data, { params }) => {
			await cancelProcurement(ctx, refOf(params), data);
			return { to: pathOf(ctx.lang, params), flash: 'procurement.cancelled' };
		}
	}),
	cancelLot: formAction({
		id: 'cancelLot',
		schema: cancelForm.extend({ lot: id }),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), decideForInitiative),
		run: async (ctx, { lot, ...data }, { params }) => {
			await cancelLot(ctx, refOf(params), lot, data);
			return { to: pathOf(ctx.lang, params), flash: 'lots.cancelled' };
		}
	}),
	round: formAction({
		id: 'round',
		schema: startRoundForm.extend({ number: integer(2, 80) }),
		door: (ctx, event) => accessProcurement(ctx, refOf(event.params), procureForInitiative),
		run: async (ctx, { number, ...data }, { params }) => {
			await startRound(ctx, { ...refOf(params), number }, data);
			return { to: pathOf(ctx.lang, params, `/rounds/${number}`), flash: 'procurement.round.started' };
		}
	})
};
