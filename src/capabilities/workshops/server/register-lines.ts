import { sql } from 'kysely';
import { defineRegisterLines, lineSql } from '#platform/server/register/index.ts';

defineRegisterLines('workshops', (scope) =>
	lineSql(
		scope,
		{
			at: sql`w.minutes_published_at`,
			kind: 'workshop-minutes',
			direction: 'made',
			title: sql`t.title`,
			path: sql`'/workshops/' || t.id`
		},
		sql`workshop w join activity t on t.id = w.id join initiative i on i.id = t.initiative_id
			where w.minutes_published_at is not null`
	)
);
