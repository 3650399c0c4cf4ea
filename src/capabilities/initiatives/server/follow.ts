import { sql } from 'kysely';
import { requirePerson } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
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
	const key = [initiativeId, ctx.actor.personId ?? ''].join(' ');
	return (await followers(ctx.db, key)) ?? { count: 0, mine: false };
}

const followers = askedTogether<{ count: number; mine: boolean }>(async (db, keys) => {
	const pairs = keys.map((key) => key.split(' '));
	const { rows } = await sql<{ id: string; person: string | null; count: number; mine: boolean }>`
		select a.id, a.person, count(*)::int as count, coalesce(bool_or(f.person_id = a.person), false) as mine
		from unnest(${uuids(pairs.map(([id]) => id))}, ${uuids(pairs.map(([, person]) => person || null))}) as a(id, person)
		join follow f on f.subject_kind = 'initiative' and f.subject_id = a.id::text
		group by a.id, a.person`.execute(db);
	return new Map(rows.map(({ id, person, ...row }) => [`${id} ${person ?? ''}`, row]));
});
