import { z } from 'zod';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Context } from '#platform/server/context.ts';
import {
	addStep,
	editStep,
	listSteps,
	markStepReached,
	moveStep,
	removeStep
} from '#capabilities/effects/index.ts';
import { stepForm, stepReachedForm } from '#capabilities/effects/form.ts';
import { accessInitiative, editInitiative } from '#capabilities/initiatives/index.ts';
import type { RequestEvent } from './$types';

export const load = async ({ locals: { ctx }, params, url }) => {
	const run = await accessInitiative(ctx, params.slug, editInitiative);
	const steps = await listSteps(ctx.db, run.id);
	return { steps, editing: steps.find((step) => step.id === url.searchParams.get('step')) ?? null };
};

const door = (ctx: Context, event: RequestEvent) => accessInitiative(ctx, event.params.slug, editInitiative);
const saved = (ctx: Context, event: RequestEvent) =>
	({
		to: `/${ctx.lang}/initiatives/${event.params.slug}/work/effects/staircase`,
		flash: 'effects.staircase.saved'
	}) as const;

export const actions = {
	add: formAction({
		id: 'add',
		schema: stepForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await addStep(ctx, event.params.slug, data);
			return saved(ctx, event);
		}
	}),
	edit: formAction({
		id: 'edit',
		schema: stepForm.extend({ step: id }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await editStep(ctx, event.params.slug, data.step, data);
			return saved(ctx, event);
		}
	}),
	move: formAction({
		id: 'move',
		schema: z.object({ step: id, direction: z.enum(['up', 'down']) }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await moveStep(ctx, event.params.slug, data.step, data.direction);
			return saved(ctx, event);
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: z.object({ step: id }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await removeStep(ctx, event.params.slug, data.step);
			return saved(ctx, event);
		}
	}),
	reached: formAction({
		id: 'reached',
		schema: stepReachedForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await markStepReached(ctx, event.params.slug, data.step, data);
			return saved(ctx, event);
		}
	})
};
