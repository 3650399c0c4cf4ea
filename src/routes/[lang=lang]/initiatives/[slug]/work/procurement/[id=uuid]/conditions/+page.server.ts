import { z } from 'zod';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import {
	groundsForm,
	negotiationRuleForm,
	removeRequirementForm,
	requirementForm,
	reservationForm
} from '#capabilities/procurements/written-form.ts';
import {
	accessProcurement,
	removeRequirement,
	saveGrounds,
	saveNegotiationRule,
	saveRequirement,
	saveReservation
} from '#capabilities/procurements/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { pathOf, refOf } from '../../ref.ts';

type Params = Partial<Record<string, string>>;
const door = (ctx: App.Locals['ctx'], event: { params: Params }) =>
	accessProcurement(ctx, refOf(event.params), procureForInitiative);
const here = (lang: string, params: Params, hash = '') => pathOf(lang, params, `/conditions${hash}`);

export const actions = {
	reservation: formAction({
		id: 'reservation',
		schema: reservationForm,
		door,
		run: async (ctx, data, { params }) => {
			await saveReservation(ctx, refOf(params), data);
			return { to: here(ctx.lang, params), flash: 'procurement.saved' };
		}
	}),
	grounds: formAction({
		id: 'grounds',
		schema: groundsForm,
		door,
		run: async (ctx, data, { params }) => {
			await saveGrounds(ctx, refOf(params), data);
			return { to: here(ctx.lang, params, '#grounds'), flash: 'procurement.saved' };
		}
	}),
	requirement: formAction({
		id: 'requirement',
		schema: requirementForm.extend({ conditionId: z.uuid().optional() }),
		door,
		run: async (ctx, { conditionId, ...data }, { params }) => {
			await saveRequirement(ctx, refOf(params), conditionId ?? null, data);
			return { to: here(ctx.lang, params, '#requirements'), flash: 'procurement.saved' };
		}
	}),
	negotiation: formAction({
		id: 'negotiation',
		schema: negotiationRuleForm,
		door,
		run: async (ctx, data, { params }) => {
			await saveNegotiationRule(ctx, refOf(params), data);
			return { to: here(ctx.lang, params, '#negotiation'), flash: 'procurement.saved' };
		}
	}),
	remove: formAction({
		id: 'remove',
		schema: removeRequirementForm,
		door,
		run: async (ctx, { conditionId, revision }, { params }) => {
			await removeRequirement(ctx, refOf(params), conditionId, revision);
			return { to: here(ctx.lang, params, '#requirements'), flash: 'written.requirement.removed' };
		}
	})
};
