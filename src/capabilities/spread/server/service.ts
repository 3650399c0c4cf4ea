import { sql } from 'kysely';
import { authorize, definePermission, hasRoleIn, requirePerson } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { newText, toText, writeText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { consume } from '#platform/server/limits/index.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	accessInitiative,
	createActivity,
	editInitiative,
	leadInitiative,
	viewInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import type { LessonInput, ReuseInput } from '../form.ts';

/** Telling that one's own organisation does the same. */
export const tellReuse = definePermission<{ organisationId: string }>(
	'spread.tell-reuse',
	(actor, { organisationId }) =>
		hasRoleIn(actor, organisationId, 'member') ? null : 'spread.refused.not-member'
);

/** One activity row per initiative, made when the first lesson or reuse comes. */
async function ensureActivity(tx: Tx, ctx: Context, run: Initiative): Promise<void> {
	await tx.selectFrom('initiative').select('id').where('id', '=', run.id).forUpdate().execute();
	const known = await tx
		.selectFrom('activity')
		.select('id')
		.where('initiative_id', '=', run.id)
		.where('kind', '=', 'spread')
		.executeTakeFirst();
	if (known) return;
	await createActivity(tx, ctx, {
		initiativeId: run.id,
		kind: 'spread',
		title: newText('sv', 'Så att fler kan göra detsamma', { en: 'So that others can do the same' })
	});
}

export async function writeLesson(ctx: Context, slug: string, input: LessonInput): Promise<string> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		await ensureActivity(tx, ctx, run);
		const row = await tx
			.insertInto('lesson')
			.values({
				initiative_id: run.id,
				kind: input.kind,
				title: json(newText(ctx.lang, input.title)),
				body: json(newText(ctx.lang, input.body)),
				method_version_id: await knownVersion(tx, run, input.methodVersion),
				written_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'lesson.written',
			subject: `lesson:${row.id}`,
			data: { kind: input.kind }
		});
		return row.id;
	});
}

/** Only a later version of the method the initiative itself follows can have taken its lesson in. */
async function knownVersion(tx: Tx, run: Initiative, id: string | undefined): Promise<string | null> {
	if (!id) return null;
	const version = await tx
		.selectFrom('method_version as v')
		.innerJoin('method_version as own', 'own.method_id', 'v.method_id')
		.select('v.id')
		.where('v.id', '=', id)
		.where('own.id', '=', run.methodVersionId)
		.where('v.published_at', 'is not', null)
		.whereRef('v.number', '>', 'own.number')
		.executeTakeFirst();
	if (!version)
		throw new AppError('invalid', 'form.error.failed', { fields: { methodVersion: 'form.error.pick-one' } });
	return version.id;
}

export async function editLesson(ctx: Context, slug: string, id: string, input: LessonInput): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const old = await tx
			.selectFrom('lesson')
			.selectAll()
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.forUpdate()
			.executeTakeFirst();
		if (!old) throw new AppError('not-found', 'error.not-found');
		if (input.revision !== undefined && input.revision !== old.revision)
			throw new AppError('conflict', 'error.conflict');
		await tx
			.updateTable('lesson')
			.set({
				kind: input.kind,
				title: json(writeText(toText(old.title), ctx.lang, input.title)),
				body: json(writeText(toText(old.body), ctx.lang, input.body)),
				method_version_id: await knownVersion(tx, run, input.methodVersion),
				revision: old.revision + 1
			})
			.where('id', '=', id)
			.execute();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'lesson.edited',
			subject: `lesson:${id}`
		});
	});
}

export async function publishLesson(ctx: Context, slug: string, id: string): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('lesson')
			.set({ published_at: sql`now()` })
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.where('published_at', 'is', null)
			.returning('title')
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'error.conflict');
		await announce(tx, ctx.actor, {
			initiativeId: run.id,
			kind: 'insight',
			key: 'spread.news.lesson',
			params: { lesson: toText(row.title)!, title: run.title },
			path: `/initiatives/${run.slug}/spread`,
			audience: 'public',
			themes: run.themes
		});
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'lesson.published',
			subject: `lesson:${id}`
		});
	});
}

/** "We do this too": told by a member of that organisation, or by the team; counted when the team confirms. */
export async function tellOfReuse(ctx: Context, slug: string, input: ReuseInput): Promise<void> {
	requirePerson(ctx);
	const run = await accessInitiative(ctx, slug, viewInitiative);
	const byTeam = editInitiative.rule(ctx.actor, run) === null;
	if (!byTeam) authorize(ctx, tellReuse, { organisationId: input.organisation });
	if (input.organisation === run.organisationId)
		throw new AppError('invalid', 'form.error.failed', { fields: { organisation: 'spread.fault.own' } });
	await consume(ctx.db, { name: 'spread.reuse', points: 10, seconds: 3600 }, ctx.actor.personId!);
	await ctx.db.transaction().execute(async (tx) => {
		await ensureActivity(tx, ctx, run);
		const row = await tx
			.insertInto('reuse')
			.values({
				initiative_id: run.id,
				organisation_id: input.organisation,
				what: json(newText(ctx.lang, input.what)),
				since: input.since,
				link: input.link ?? null,
				told_by: ctx.actor.personId,
				confirmed_at: byTeam ? sql`now()` : null,
				confirmed_by: byTeam ? ctx.actor.personId : null
			})
			.onConflict((c) => c.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!row)
			throw new AppError('invalid', 'spread.fault.told', { fields: { organisation: 'spread.fault.told' } });
		if (!byTeam) {
			await announce(tx, ctx.actor, {
				initiativeId: run.id,
				kind: 'progress',
				key: 'spread.news.told',
				params: { title: run.title },
				path: `/initiatives/${run.slug}/work/spread`,
				audience: 'team'
			});
		}
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'reuse.told',
			subject: `reuse:${row.id}`,
			data: { organisation: input.organisation }
		});
	});
}

export async function confirmReuse(ctx: Context, slug: string, id: string): Promise<void> {
	await settleReuse(ctx, slug, id, 'reuse.confirmed', {
		confirmed_at: sql`now()`,
		confirmed_by: ctx.actor.personId
	});
}

export async function declineReuse(ctx: Context, slug: string, id: string, reason: string): Promise<void> {
	await settleReuse(ctx, slug, id, 'reuse.declined', { declined_at: sql`now()`, declined_reason: reason });
}

async function settleReuse(
	ctx: Context,
	slug: string,
	id: string,
	action: string,
	set: object
): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('reuse')
			.set(set)
			.where('id', '=', id)
			.where('initiative_id', '=', run.id)
			.where('confirmed_at', 'is', null)
			.where('declined_at', 'is', null)
			.returning(['id', 'told_by'])
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'error.conflict');
		if (row.told_by) {
			await announce(tx, ctx.actor, {
				initiativeId: run.id,
				kind: 'progress',
				key: action === 'reuse.confirmed' ? 'spread.news.confirmed' : 'spread.news.declined',
				params: { title: run.title },
				path: `/initiatives/${run.slug}/spread`,
				audience: 'persons',
				persons: [row.told_by]
			});
		}
		await audit(tx, ctx.actor, { chain: `initiative:${run.id}`, action, subject: `reuse:${id}` });
	});
}
