import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import {
	accessReporting,
	listIndicators,
	publishIndicator,
	reportMeasurement,
	setTarget,
	withdrawMeasurement,
	withdrawTarget
} from '#capabilities/effects/index.ts';
import { measurementForm, targetForm, withdrawForm } from '#capabilities/effects/form.ts';
import { editInitiative, leadInitiative } from '#capabilities/initiatives/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { RequestEvent } from './$types';

export const load = async ({ locals: { ctx }, params, url }) => {
	const run = await accessReporting(ctx, params.slug);
	const indicator = (await listIndicators(ctx.db, run.id, 'team')).find((one) => one.id === params.id);
	if (!indicator) throw notFound();
	const pick = (name: string) =>
		indicator.measurements.find((m) => m.id === url.searchParams.get(name)) ?? null;
	return {
		indicator,
		correcting: pick('correct'),
		withdrawing: pick('withdraw'),
		mayEdit: can(ctx.actor, editInitiative, run),
		mayPublish: can(ctx.actor, leadInitiative, run)
	};
};

const door = (ctx: Context, event: RequestEvent) => accessReporting(ctx, event.params.slug);
const here = (ctx: Context, event: RequestEvent) =>
	`/${ctx.lang}/initiatives/${event.params.slug}/work/effects/indicators/${event.params.id}`;

export const actions = {
	report: formAction({
		id: 'report',
		schema: measurementForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await reportMeasurement(ctx, event.params.slug, event.params.id, data);
			return { to: here(ctx, event), flash: 'effects.measure.saved' };
		}
	}),
	withdraw: formAction({
		id: 'withdraw',
		schema: withdrawForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await withdrawMeasurement(ctx, event.params.slug, event.params.id, data.measurement, data.reason);
			return { to: here(ctx, event), flash: 'effects.measure.withdrawn' };
		}
	}),
	target: formAction({
		id: 'target',
		schema: targetForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await setTarget(ctx, event.params.slug, event.params.id, data);
			return { to: here(ctx, event), flash: 'effects.target.saved' };
		}
	}),
	untarget: formAction({
		id: 'untarget',
		schema: z.object({ target: id }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await withdrawTarget(ctx, event.params.slug, event.params.id, data.target);
			return { to: here(ctx, event), flash: 'effects.target.withdrawn' };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: z.object({}),
		door,
		run: async (ctx, _data, event: RequestEvent) => {
			await publishIndicator(ctx, event.params.slug, event.params.id);
			return { to: here(ctx, event), flash: 'effects.indicator.published' };
		}
	})
};
