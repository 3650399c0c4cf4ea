import { requirePerson } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { accessOrganisation } from './access.ts';

const KIND = 'organisation';

/** Follows an organisation, or stops. Doing either twice is the same as once. */
export async function followOrganisation(ctx: Context, slug: string, follow: boolean): Promise<void> {
	const personId = requirePerson(ctx);
	const org = await accessOrganisation(ctx, slug);
	if (follow) {
		await ctx.db
			.insertInto('follow')
			.values({ person_id: personId, subject_kind: KIND, subject_id: org.id })
			.onConflict((conflict) => conflict.doNothing())
			.execute();
		return;
	}
	await ctx.db
		.deleteFrom('follow')
		.where('person_id', '=', personId)
		.where('subject_kind', '=', KIND)
		.where('subject_id', '=', org.id)
		.execute();
}

export async function isFollowing(
	db: DbOrTx,
	personId: string | null,
	organisationId: string
): Promise<boolean> {
	if (personId === null) return false;
	const row = await db
		.selectFrom('follow')
		.select('person_id')
		.where('person_id', '=', personId)
		.where('subject_kind', '=', KIND)
		.where('subject_id', '=', organisationId)
		.executeTakeFirst();
	return row !== undefined;
}
