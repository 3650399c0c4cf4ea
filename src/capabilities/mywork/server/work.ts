import { sql } from 'kysely';
import { requirePerson } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import {
	allKinds,
	factsFor,
	ownSteps,
	type NextStep,
	type OwnStep,
	type TeamRole
} from '#capabilities/initiatives/index.ts';
import { evaluate, factNamed, gateLines, type MethodDefinition } from '#capabilities/methods/index.ts';

export interface WorkItem {
	slug: string;
	title: LocalText;
	organisation: string;
	phases: { name: LocalText; state: 'done' | 'now' | 'todo' }[];
	/** How many conditions of the present gate are not met. */
	lacking: number;
	next: OwnStep[];
	tasks: {
		id: string;
		title: string;
		dueOn: string | null;
		late: boolean;
		assignee: string | null;
		mine: boolean;
	}[];
	dates: { title: LocalText; at: Date; kind: MessageKey }[];
	closed: boolean;
}

interface RunRow {
	id: string;
	slug: string;
	title: unknown;
	organisation: string;
	current_phase: string;
	closed_at: Date | null;
	definition: MethodDefinition;
	organisationId: string;
	publishedAt: Date | null;
	/** The asker's in its team. */
	roles: TeamRole[];
}

const MOST = 40;

/** All my initiatives: what is lacking, who owes what, the next dates. A fixed number of queries, however many. */
export async function myWork(ctx: Context): Promise<WorkItem[]> {
	const personId = requirePerson(ctx);
	const runs = await myRuns(ctx, personId);
	const open = runs.filter((run) => !run.closed_at).map((run) => run.id);
	const [facts, next, tasks, dates] = await Promise.all([
		factsFor(ctx.db, open),
		nextSteps(ctx, open),
		openTasks(ctx, open),
		comingDates(ctx, open)
	]);
	return runs.map((run) => {
		const { phases } = run.definition;
		const at = phases.findIndex((phase) => phase.key === run.current_phase);
		const gate = phases[at]?.gate;
		const known = facts.get(run.id);
		return {
			slug: run.slug,
			title: toText(run.title)!,
			organisation: run.organisation,
			phases: phases.map((phase, index) => ({
				name: phase.name as LocalText,
				state: run.closed_at || index < at ? 'done' : index === at ? 'now' : 'todo'
			})),
			lacking:
				gate && known && evaluate(gate, known) !== true
					? gateLines(gate, known, factNamed).filter((line) => !line.met).length
					: 0,
			next: ownSteps(ctx.actor, run, next.get(run.id) ?? []),
			tasks: tasks
				.filter((task) => task.initiativeId === run.id)
				.map(({ initiativeId: _id, assigneeId, ...task }) => ({ ...task, mine: assigneeId === personId })),
			dates: dates
				.filter((date) => date.initiativeId === run.id)
				.map(({ initiativeId: _id, ...date }) => date),
			closed: run.closed_at !== null
		};
	});
}

async function myRuns(ctx: Context, personId: string): Promise<RunRow[]> {
	const organisations = ctx.actor.memberships.map((membership) => membership.organisationId);
	const { rows } = await sql<RunRow>`
		select i.id, i.slug, i.title, o.name as organisation, i.current_phase, i.closed_at, v.definition,
			i.organisation_id as "organisationId", i.published_at as "publishedAt",
			array(select m.role from team_member m where m.initiative_id = i.id and m.person_id = ${personId} and m.ended_at is null) as roles
		from initiative i join organisation o on o.id = i.organisation_id join method_version v on v.id = i.method_version_id
		where i.id in (select initiative_id from team_member where person_id = ${personId} and ended_at is null)
			or i.organisation_id = any(${organisations}::uuid[])
		order by i.closed_at is not null, i.updated_at desc limit ${MOST}`.execute(ctx.db);
	return rows;
}

async function nextSteps(ctx: Context, ids: string[]): Promise<Map<string, NextStep[]>> {
	const all = new Map<string, NextStep[]>();
	if (ids.length === 0) return all;
	for (const found of await Promise.all(allKinds().map((kind) => kind.nextSteps(ctx.db, ids)))) {
		for (const [id, steps] of found) all.set(id, [...(all.get(id) ?? []), ...steps]);
	}
	return all;
}

async function openTasks(ctx: Context, ids: string[]) {
	if (ids.length === 0) return [];
	return ctx.db
		.selectFrom('task as k')
		.leftJoin('person as p', 'p.id', 'k.assignee_id')
		.select([
			'k.id',
			'k.initiative_id as initiativeId',
			'k.title',
			'k.due_on as dueOn',
			'k.assignee_id as assigneeId',
			'p.name as assignee'
		])
		.select(
			sql<boolean>`coalesce(k.due_on < (now() at time zone 'Europe/Stockholm')::date, false)`.as('late')
		)
		.where('k.initiative_id', 'in', ids)
		.where('k.done_at', 'is', null)
		.orderBy(sql`k.due_on nulls last`)
		.limit(200)
		.execute();
}

async function comingDates(ctx: Context, ids: string[]) {
	if (ids.length === 0) return [];
	const names = new Map(allKinds().map((kind) => [kind.key, kind.name]));
	const rows = await ctx.db
		.selectFrom('activity')
		.select(['initiative_id as initiativeId', 'title', 'kind'])
		.select(sql<Date>`case when starts_at > now() then starts_at else ends_at end`.as('at'))
		.where('initiative_id', 'in', ids)
		.where('cancelled_at', 'is', null)
		.where((eb) => eb.or([eb('starts_at', '>', sql<Date>`now()`), eb('ends_at', '>', sql<Date>`now()`)]))
		.limit(200)
		.execute();
	return rows
		.map((row) => ({
			initiativeId: row.initiativeId,
			title: toText(row.title)!,
			at: row.at,
			kind: names.get(row.kind)!
		}))
		.sort((a, b) => a.at.getTime() - b.at.getTime());
}
