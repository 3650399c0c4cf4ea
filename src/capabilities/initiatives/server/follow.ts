import { requirePerson } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { accessInitiative } from './access.ts';

/** Follows an initiative, or stops. Doing either twice is the same as once. */
export async function followInitiative(ctx: Context, slug: string, follow: boolean): Promise<void> {
	const personId = requirePerson(ctx);
	const run = await accessInitiative(ctx, slug);
	const row = { person_id: personId, subject_kind: 'initiative', subject_id: run.id };
	if (follow) {
		await ctx.db
			.insertInto('follow')
			.values(row)
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		return;
	}
	await ctx.db
		.deleteFrom('follow')
		.where('person_id', '=', personId)
		.where('subject_kind', '=', 'initiative')
		.where('subject_id', '=', run.id)
		.execute();
}

/** How many follow, and whether the asker does. */
export async function followersOf(
	ctx: Context,
	initiativeId: string
): Promise<{ count: number; mine: boolean }> {
	const { count, mine } = await ctx.db
		.selectFrom('follow')
		.select((eb) => [
			eb.fn.countAll<number>().as('count'),
			eb.fn
				.coalesce(eb.fn.agg<boolean>('bool_or', [eb('person_id', '=', ctx.actor.personId)]), eb.lit(false))
				.as('mine')
		])
		.where('subject_kind', '=', 'initiative')
		.where('subject_id', '=', initiativeId)
		.executeTakeFirstOrThrow();
	return { count: Number(count), mine };
}
