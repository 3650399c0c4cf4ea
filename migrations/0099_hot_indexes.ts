import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql
		.raw(
			`
-- Who was at a workshop is asked for on every public page and on everybody's own.
create index workshop_participant_workshop on workshop_participant (workshop_id) include (attended_at, organisation_id);
create index workshop_participant_invitation on workshop_participant (invitation_id) where invitation_id is not null;
create index insight_workshop on insight (workshop_id) where workshop_id is not null;
-- What waits to be read: counted for everybody in the team, each time they come.
create index insight_unread on insight (initiative_id)
	where hidden_at is null and merged_into is null and published_at is null and themes = '{}';
create index initiative_finished on initiative (closed_at desc) where closed_as = 'finished';
`
		)
		.execute(db);
}
