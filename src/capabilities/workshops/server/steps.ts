import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { facilitateInitiative, type ChainNote, type NextStep } from '#capabilities/initiatives/index.ts';
import type { Group } from '../rules.ts';

/** Held and counted: over, not cancelled, attendance recorded; with who was there, per group. */
export async function heldWorkshops(db: DbOrTx, initiativeIds: readonly string[]) {
	if (initiativeIds.length === 0) return [];
	const { rows } = await sql<{ initiativeId: string; id: string; groups: Group[] }>`
		select w.initiative_id as "initiativeId", w.id, coalesce(present.groups, '{}') as groups
		from workshop w join activity a on a.id = w.id
		cross join lateral (
			select array_agg(distinct grp) as groups from (
				select case p.takes_part_as when 'organisation' then p.sector else p.takes_part_as end as grp
				from workshop_participant p where p.workshop_id = w.id and p.attended_at is not null
				union all select h.of_group from workshop_headcount h where h.workshop_id = w.id
			) as everybody
		) as present
		where w.initiative_id = any(${uuids([...initiativeIds])}) and a.cancelled_at is null
			and a.ends_at <= now() and w.attendance_recorded_at is not null`.execute(db);
	return rows;
}

interface Coming {
	id: string;
	workshopId: string;
	startsAt: Date;
}

/** The next open workshop of each initiative. */
export async function comingWorkshops(db: DbOrTx, initiativeIds: readonly string[]): Promise<Coming[]> {
	if (initiativeIds.length === 0) return [];
	const { rows } = await sql<Coming>`
		select distinct on (initiative_id) initiative_id as id, id as "workshopId", starts_at as "startsAt"
		from activity where kind = 'workshop' and initiative_id = any(${uuids([...initiativeIds])})
			and published_at is not null and cancelled_at is null and starts_at > now()
		order by initiative_id, starts_at`.execute(db);
	return rows;
}

export function comingNotes(next: Coming, notes: Map<string, ChainNote[]>): ChainNote[] {
	const path = `/workshops/${next.workshopId}`;
	return [
		...(notes.get(next.id) ?? []),
		{
			phase: 'dialogue',
			text: 'workshops.chain.coming',
			params: { at: next.startsAt.toISOString() },
			path,
			action: { label: 'workshops.chain.register', path, until: next.startsAt }
		}
	];
}

/** What waits for the team: drafts to publish, people to invite, attendance to record, minutes to share. */
export async function nextSteps(
	db: DbOrTx,
	initiativeIds: readonly string[]
): Promise<Map<string, NextStep[]>> {
	const steps = new Map<string, NextStep[]>(initiativeIds.map((id) => [id, []]));
	if (initiativeIds.length === 0) return steps;
	const { rows } = await sql<{ id: string; workshopId: string; startsAt: Date; what: string }>`
		select w.initiative_id as id, w.id as "workshopId", a.starts_at as "startsAt", case
			when a.published_at is null then 'draft'
			when a.starts_at > now() and not exists (select from workshop_invitation v where v.workshop_id = w.id) then 'invite'
			when a.ends_at <= now() and w.attendance_recorded_at is null then 'attendance'
			when a.ends_at <= now() and w.minutes_published_at is null then 'minutes' end as what
		from workshop w join activity a on a.id = w.id
		where w.initiative_id = any(${uuids([...initiativeIds])}) and a.cancelled_at is null
		order by a.starts_at`.execute(db);
	for (const row of rows) {
		const step = STEPS[row.what];
		if (step)
			steps.get(row.id)!.push({
				activityId: row.workshopId,
				text: step.text,
				path: `/work/workshops/${row.workshopId}${step.path}`,
				may: facilitateInitiative,
				dueAt: row.what === 'draft' || row.what === 'invite' ? row.startsAt : null
			});
	}
	return steps;
}

const STEPS: Record<string, { text: NextStep['text']; path: string }> = {
	draft: { text: 'workshops.next.draft', path: '' },
	invite: { text: 'workshops.next.invite', path: '/invite' },
	attendance: { text: 'workshops.next.attendance', path: '/participants' },
	minutes: { text: 'workshops.next.minutes', path: '/minutes' }
};
