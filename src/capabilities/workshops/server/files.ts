import { can } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { defineFileOwner } from '#platform/server/files/index.ts';
import { accessInitiativeById, viewInitiative, workInInitiative } from '#capabilities/initiatives/index.ts';
import { findWorkshop } from './access.ts';
import { openMyWorkshop } from './answer.ts';

export const MINUTES = 'workshop-minutes';

/** Contexts that a personal link has opened a workshop's minutes for. */
const openedByLink = new WeakMap<Context, string>();

// Minutes belong to those who were there: the team from the start, participants once they are published.
defineFileOwner(MINUTES, async (ctx, workshopId, file) => {
	const workshop = await findWorkshop(ctx.db, workshopId);
	if (!workshop) return false;
	if (file.published && openedByLink.get(ctx) === workshopId) return true;
	const run = await accessInitiativeById(ctx, workshop.initiativeId, viewInitiative).catch(() => null);
	if (run && can(ctx.actor, workInInitiative, run)) return true;
	return file.published && (await tookPart(ctx, workshopId));
});

async function tookPart(ctx: Context, workshopId: string): Promise<boolean> {
	if (!ctx.actor.personId) return false;
	const row = await ctx.db
		.selectFrom('workshop_participant')
		.select('id')
		.where('workshop_id', '=', workshopId)
		.where('person_id', '=', ctx.actor.personId)
		.where('withdrawn_at', 'is', null)
		.executeTakeFirst();
	return row !== undefined;
}

/** Lets the holder of a personal link read the files of the published minutes. */
export async function openFilesByLink(ctx: Context, token: string): Promise<void> {
	const { workshop, place } = await openMyWorkshop(ctx, token);
	if (!place || place.withdrawn) throw notFound();
	openedByLink.set(ctx, workshop.id);
}
