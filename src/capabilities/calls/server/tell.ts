import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { announce, type News } from '#platform/server/news/index.ts';

/** Tells, one by one, those who have worked on an answer to the call and still belong to its organisation, and others. */
export async function tellDrafters(
	tx: Tx,
	ctx: Pick<Context, 'actor'>,
	rfiId: string,
	news: Omit<News, 'audience' | 'persons' | 'themes'>,
	others: readonly string[] = []
): Promise<void> {
	const persons = [...new Set([...(await drafters(tx, rfiId)), ...others])];
	if (persons.length > 0) await announce(tx, ctx.actor, { ...news, audience: 'persons', persons });
}

/** People who began, wrote or sent something of an answer, and are still members. */
async function drafters(db: DbOrTx, rfiId: string): Promise<string[]> {
	const rows = await db
		.selectFrom('rfi_answer as a')
		.innerJoin('membership as m', 'm.organisation_id', 'a.organisation_id')
		.select('m.person_id')
		.distinct()
		.where('a.rfi_id', '=', rfiId)
		.where('m.ended_at', 'is', null)
		.where((eb) =>
			eb.or([
				eb('a.created_by', '=', eb.ref('m.person_id')),
				eb.exists(
					eb
						.selectFrom('rfi_answer_part as p')
						.select('p.question')
						.whereRef('p.answer_id', '=', 'a.id')
						.whereRef('p.updated_by', '=', 'm.person_id')
				),
				eb.exists(
					eb
						.selectFrom('rfi_submission as s')
						.select('s.id')
						.whereRef('s.answer_id', '=', 'a.id')
						.whereRef('s.submitted_by', '=', 'm.person_id')
				)
			])
		)
		.execute();
	return rows.map((row) => row.person_id);
}
