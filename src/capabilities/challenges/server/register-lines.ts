import { sql } from 'kysely';
import { defineRegisterLines, lineSql } from '#platform/server/register/index.ts';

const challenge = sql`challenge c join initiative i on i.id = c.initiative_id`;

defineRegisterLines('challenges', (scope) => {
	const decision = lineSql(
		scope,
		{
			at: sql`d.recorded_at`,
			kind: 'challenge-decision',
			direction: 'made',
			title: sql`i.title`,
			party: sql`coalesce(d.delegate, d.body)`,
			diary: sql`d.diary_number`,
			path: sql`'/work/challenge'`
		},
		sql`${challenge} join challenge_decision d on d.challenge_id = c.id where true`
	);
	const publication = lineSql(
		scope,
		{
			at: sql`p.published_at`,
			kind: 'challenge-published',
			direction: 'out',
			title: sql`i.title`,
			diary: sql`(select diary_number from challenge_decision d where d.challenge_id = c.id
				order by d.recorded_at desc limit 1)`,
			path: sql`'/challenge'`
		},
		sql`${challenge} join challenge_publication p on p.challenge_id = c.id where true`
	);
	return sql`${decision} union all ${publication}`;
});
