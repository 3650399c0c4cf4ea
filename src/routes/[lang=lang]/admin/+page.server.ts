import {
	administer,
	elevate,
	elevatedUntil,
	ELEVATION_MINUTES,
	endElevation,
	endPlatformRole,
	grantPlatformRole,
	hasSecondFactor,
	installationState,
	listPlatformRoles,
	mayElevate
} from '#capabilities/identity/index.ts';
import { elevationForm, endRoleForm, plainForm, platformRoleForm } from '#capabilities/identity/form.ts';
import { authorize, can } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Actions, PageServerLoad } from './$types';

const elevateDoor = (ctx: Context) => authorize(ctx, mayElevate, null);
const adminDoor = (ctx: Context) => authorize(ctx, administer, null);

export const load: PageServerLoad = async ({ locals: { ctx } }) => {
	elevateDoor(ctx);
	const elevated = can(ctx.actor, administer, null);
	return {
		minutes: ELEVATION_MINUTES,
		factor: { shown: ctx.actor.secondFactor, active: ctx.actor.secondFactor || (await hasSecondFactor(ctx)) },
		until: await elevatedUntil(ctx),
		roles: elevated ? await listPlatformRoles(ctx) : null,
		state: elevated ? await installationState(ctx) : null
	};
};

export const actions: Actions = {
	elevate: formAction({
		id: 'elevate',
		schema: elevationForm,
		door: elevateDoor,
		run: async (ctx, { reason }) => {
			await elevate(ctx, reason);
			return {
				to: `/${ctx.lang}/admin`,
				flash: 'identity.admin.elevated',
				params: { minutes: ELEVATION_MINUTES }
			};
		}
	}),
	end: formAction({
		schema: plainForm,
		door: elevateDoor,
		run: async (ctx) => {
			await endElevation(ctx);
			return { to: `/${ctx.lang}/admin`, flash: 'identity.admin.ended' };
		}
	}),
	grant: formAction({
		id: 'grant',
		schema: platformRoleForm,
		door: adminDoor,
		run: async (ctx, data) => {
			await grantPlatformRole(ctx, data);
			return { to: `/${ctx.lang}/admin`, flash: 'identity.admin.granted' };
		}
	}),
	endRole: formAction({
		id: 'endRole',
		schema: endRoleForm,
		door: adminDoor,
		run: async (ctx, { role }) => {
			await endPlatformRole(ctx, role);
			return { to: `/${ctx.lang}/admin`, flash: 'identity.admin.role-ended' };
		}
	})
};
