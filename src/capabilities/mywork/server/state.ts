import { sql } from 'kysely';
import type { MessageKey } from '#platform/i18n/keys.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { LONGEST, shortMemory } from '#platform/server/short-memory.ts';
import {
	allKinds,
	factsFor,
	nextStepsOf,
	type Facts,
	type NextStep
} from '#capabilities/initiatives/index.ts';

/** How an open initiative stands, the same for everybody who works in it. */
export interface RunState {
	facts: Facts;
	next: NextStep[];
	tasks: {
		id: string;
		title: string;
		dueOn: string | null;
		late: boolean;
		assigneeId: string | null;
		assignee: string | null;
	}[];
	dates: { title: LocalText; at: Date; kind: MessageKey }[];
}

export const NOTHING: RunState = { facts: {}, next: [], tasks: [], dates: [] };

const remembered = shortMemory<RunState>(LONGEST, 2_000);

/** The caller has decided that the asker works in it. Remembered for seconds, though not for who has just written. */
export function stateFor(ctx: Context, id: string): Promise<RunState> {
	return remembered(id, async () => (await stateOf(ctx.db, id)) ?? NOTHING, ctx.freshness);
}

/** Everybody who asks at the same time shares the queries. */
const stateOf = askedTogether<RunState>(async (db, ids) => {
	const [facts, next, tasks, dates] = await Promise.all([
		factsFor(db, ids),
		nextStepsOf(db, ids),
		openTasks(db, ids),
		comingDates(db, ids)
	]);
	return new Map(
		ids.map((id) => [
			id,
			{
				facts: facts.get(id) ?? {},
				next: next.get(id) ?? [],
				tasks: tasks.get(id) ?? [],
				dates: dates.get(id) ?? []
			}
		])
	);
});

/** At most fifty of each: a page shows the first ones. */
async function openTasks(db: Db, ids: string[]): Promise<Map<string, RunState['tasks']>> {
	const { rows } = await sql<RunState['tasks'][number] & { initiativeId: string }>`
		select k.* from unnest(${uuids(ids)}) w(id), lateral (
			select k.id, k.initiative_id as "initiativeId", k.title, k.due_on as "dueOn", k.assignee_id as "assigneeId",
				p.name as assignee, coalesce(k.due_on < (now() at time zone 'Europe/Stockholm')::date, false) as late
			from task k left join person p on p.id = k.assignee_id
			where k.initiative_id = w.id and k.done_at is null order by k.due_on nulls last limit 50) k`.execute(db);
	return grouped(rows);
}

async function comingDates(db: Db, ids: string[]): Promise<Map<string, RunState['dates']>> {
	const names = new Map(allKinds().map((kind) => [kind.key, kind.name]));
	const { rows } = await sql<{ initiativeId: string; title: unknown; kind: string; at: Date }>`
		select initiative_id as "initiativeId", title, kind, case when starts_at > now() then starts_at else ends_at end as at
		from activity where initiative_id = any(${uuids(ids)}) and cancelled_at is null
			and (starts_at > now() or ends_at > now()) order by at`.execute(db);
	return grouped(rows.map((row) => ({ ...row, title: toText(row.title)!, kind: names.get(row.kind)! })));
}

function grouped<T extends { initiativeId: string }>(rows: T[]): Map<string, Omit<T, 'initiativeId'>[]> {
	const found = new Map<string, Omit<T, 'initiativeId'>[]>();
	for (const { initiativeId, ...row } of rows)
		found.set(initiativeId, [...(found.get(initiativeId) ?? []), row]);
	return found;
}
