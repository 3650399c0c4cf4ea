import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { accessInitiative, planInitiative, workInInitiative, type Initiative } from './access.ts';

export interface Task {
	id: string;
	title: string;
	assigneeId: string | null;
	assignee: string | null;
	/** 'YYYY-MM-DD' */
	dueOn: string | null;
	/** The due date has passed, by Swedish time. */
	late: boolean;
	doneAt: Date | null;
}

/** Open tasks by due date, then the ten done last. */
export async function tasksOf(db: DbOrTx, initiativeId: string): Promise<Task[]> {
	const all = db
		.selectFrom('task as k')
		.leftJoin('person as p', 'p.id', 'k.assignee_id')
		.select([
			'k.id',
			'k.title',
			'k.assignee_id as assigneeId',
			'k.due_on as dueOn',
			'k.done_at as doneAt',
			sql<boolean>`coalesce(k.done_at is null and k.due_on < (now() at time zone 'Europe/Stockholm')::date, false)`.as(
				'late'
			)
		])
		.select((eb) => eb.ref('p.name').as('assignee'))
		.where('k.initiative_id', '=', initiativeId);
	const open = await all
		.where('k.done_at', 'is', null)
		.orderBy('k.due_on', (o) => o.asc().nullsLast())
		.orderBy('k.created_at')
		.limit(100)
		.execute();
	const done = await all.where('k.done_at', 'is not', null).orderBy('k.done_at', 'desc').limit(10).execute();
	return [...open, ...done];
}

export interface TaskInput {
	title: string;
	assigneeId?: string;
	dueOn?: string;
}

/** Adds a task; whoever is to do it is told. */
export async function addTask(ctx: Context, slug: string, input: TaskInput): Promise<{ id: string }> {
	const run = await accessInitiative(ctx, slug, planInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const id = await insertTask(tx, ctx, run, input);
		await auditTask(tx, ctx, run, 'task.added', id);
		return { id };
	});
}

/** For kinds that hand out work in a transaction of their own. */
export async function insertTask(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	input: TaskInput & { activityId?: string; path?: string }
): Promise<string> {
	await mustBelong(tx, run, input.assigneeId);
	const row = await tx
		.insertInto('task')
		.values({
			initiative_id: run.id,
			activity_id: input.activityId ?? null,
			title: input.title,
			assignee_id: input.assigneeId ?? null,
			due_on: input.dueOn ?? null,
			created_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await tellAssignee(tx, ctx, run, input.assigneeId, input.title, input.path);
	return row.id;
}

async function tellAssignee(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	assignee: string | undefined | null,
	title: string,
	path?: string
): Promise<void> {
	if (!assignee || assignee === ctx.actor.personId) return;
	await announce(tx, ctx.actor, {
		initiativeId: run.id,
		kind: 'task',
		key: 'initiatives.news.task',
		params: { task: title, title: run.title },
		path: path ?? `/initiatives/${run.slug}/work`,
		audience: 'persons',
		persons: [assignee]
	});
}

/** Tasks go to people in the team or in the owner's organisation. */
async function mustBelong(tx: Tx, run: Initiative, personId: string | undefined): Promise<void> {
	if (!personId) return;
	const people = await assignable(tx, run);
	if (!people.some((person) => person.id === personId)) {
		throw new AppError('invalid', 'form.error.failed', { fields: { assigneeId: 'form.error.pick-one' } });
	}
}

/** Who may be given a task, by name. */
export async function assignable(db: DbOrTx, run: Initiative): Promise<{ id: string; name: string }[]> {
	return db
		.selectFrom('person as p')
		.select(['p.id', 'p.name'])
		.where('p.erased_at', 'is', null)
		.where((eb) =>
			eb.or([
				eb.exists(
					eb
						.selectFrom('team_member as m')
						.select('m.id')
						.whereRef('m.person_id', '=', 'p.id')
						.where('m.initiative_id', '=', run.id)
						.where('m.ended_at', 'is', null)
				),
				eb.exists(
					eb
						.selectFrom('membership as o')
						.select('o.id')
						.whereRef('o.person_id', '=', 'p.id')
						.where('o.organisation_id', '=', run.organisationId)
						.where('o.ended_at', 'is', null)
				)
			])
		)
		.orderBy('p.name')
		.limit(500)
		.execute();
}

/** Ticks a task off, or opens it again. Whoever has the task may, besides those who plan. */
export async function setTaskDone(
	ctx: Context,
	slug: string,
	input: { taskId: string; done: boolean }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, workInInitiative);
	const task = await findTask(ctx, run, input.taskId);
	if (task.assignee_id !== ctx.actor.personId) await accessInitiative(ctx, slug, planInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('task')
			.set(
				input.done
					? { done_at: sql`coalesce(done_at, now())`, done_by: ctx.actor.personId }
					: { done_at: null, done_by: null }
			)
			.where('id', '=', task.id)
			.execute();
		await auditTask(tx, ctx, run, input.done ? 'task.done' : 'task.reopened', task.id);
	});
}

/** Changes what a task is, who does it and by when. A new person is told. */
export async function changeTask(
	ctx: Context,
	slug: string,
	input: TaskInput & { taskId: string }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, planInitiative);
	const task = await findTask(ctx, run, input.taskId);
	await ctx.db.transaction().execute(async (tx) => {
		await mustBelong(tx, run, input.assigneeId);
		await tx
			.updateTable('task')
			.set({ title: input.title, assignee_id: input.assigneeId ?? null, due_on: input.dueOn ?? null })
			.where('id', '=', task.id)
			.execute();
		if (input.assigneeId !== task.assignee_id)
			await tellAssignee(tx, ctx, run, input.assigneeId, input.title);
		await auditTask(tx, ctx, run, 'task.changed', task.id);
	});
}

async function findTask(ctx: Context, run: Initiative, id: string) {
	const task = await ctx.db
		.selectFrom('task')
		.select(['id', 'assignee_id'])
		.where('id', '=', id)
		.where('initiative_id', '=', run.id)
		.executeTakeFirst();
	if (!task) throw notFound();
	return task;
}

async function auditTask(tx: Tx, ctx: Context, run: Initiative, action: string, id: string): Promise<void> {
	await audit(tx, ctx.actor, { chain: `initiative:${run.id}`, action, subject: `task:${id}` });
}
