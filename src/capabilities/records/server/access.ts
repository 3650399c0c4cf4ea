import {
	accessInitiative,
	decideForInitiative,
	procureForInitiative,
	workInInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { authorize, can, definePermission, hasRoleIn, isSignedIn } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';

/** An initiative, and whether the asker keeps its owner's register. */
export interface Handling {
	run: Initiative;
	registrar: boolean;
}

/** Registering requests to read, and seeing how they ended. What may be read is decided where the documents lie. */
export const handleRequests = definePermission<Handling>('records.handle', (actor, { run, registrar }) =>
	registrar || can(actor, procureForInitiative, run) || can(actor, decideForInitiative, run)
		? null
		: 'records.refuse.handler'
);

/** Is the asker named as registrar, and still a member? */
export async function isRegistrar(ctx: Context, organisationId: string): Promise<boolean> {
	if (!isSignedIn(ctx.actor) || !hasRoleIn(ctx.actor, organisationId)) return false;
	const row = await ctx.db
		.selectFrom('registrar')
		.select('id')
		.where('organisation_id', '=', organisationId)
		.where('person_id', '=', ctx.actor.personId)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	return row !== undefined;
}

/** The only way from a URL to an initiative's requests. */
export async function accessRequests(ctx: Context, slug: string): Promise<Handling> {
	const run = await accessInitiative(ctx, slug, workInInitiative);
	const handling = { run, registrar: await isRegistrar(ctx, run.organisationId) };
	authorize(ctx, handleRequests, handling);
	return handling;
}

/** Who acts, by id and name. */
export function handler(ctx: Context): { id: string; name: string } {
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	return { id: ctx.actor.personId, name: ctx.actor.name };
}
