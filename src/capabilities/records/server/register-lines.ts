import { sql } from 'kysely';
import { defineRegisterLines, lineSql } from '#platform/server/register/index.ts';

const request = sql`disclosure_request q join initiative i on i.id = q.initiative_id`;
const path = sql`'/work/disclosure/' || q.id`;
const title = sql`i.title`;

// Who asked is not known, so it cannot stand here.
defineRegisterLines('records', (scope) => {
	const asked = lineSql(
		scope,
		{
			at: sql`q.registered_at`,
			kind: 'disclosure-request',
			direction: 'in',
			title,
			diary: sql`q.diary_number`,
			path,
			handedIn: sql`q.received_on::timestamp at time zone 'Europe/Stockholm'`
		},
		sql`${request} where true`
	);
	const ended = lineSql(
		scope,
		{
			at: sql`o.concluded_at`,
			kind: 'disclosure-assessed',
			direction: 'made',
			title,
			diary: sql`q.diary_number`,
			path
		},
		sql`${request} join disclosure_outcome o on o.request_id = q.id where true`
	);
	const decided = lineSql(
		scope,
		{
			at: sql`d.made_at`,
			kind: 'disclosure-decision',
			direction: 'made',
			title,
			diary: sql`coalesce(d.diary_number, q.diary_number)`,
			path: sql`${path} || '/decision'`
		},
		sql`${request} join disclosure_decision d on d.request_id = q.id where true`
	);
	return sql`${asked} union all ${ended} union all ${decided}`;
});
