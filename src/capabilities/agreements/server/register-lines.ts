import { sql } from 'kysely';
import { defineRegisterLines, lineSql } from '#platform/server/register/index.ts';

defineRegisterLines('agreements', (scope) =>
	lineSql(
		scope,
		{
			at: sql`s.recorded_at`,
			kind: 'agreement-signed',
			direction: 'made',
			title: sql`t.title`,
			party: sql`o.name`,
			path: sql`'/work/agreements/' || t.id`
		},
		sql`agreement_signature s join activity t on t.id = s.agreement_id join initiative i on i.id = t.initiative_id
			join organisation o on o.id = s.organisation_id where true`
	)
);
