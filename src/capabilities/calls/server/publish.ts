import { sql } from 'kysely';
import { addToDossier } from '#capabilities/initiatives/index.ts';
import { recordUse } from '#capabilities/insights/index.ts';
import { AppError, refuse } from '#platform/errors/index.ts';
import { newText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { enqueue } from '#platform/server/jobs/index.ts';
import { announce } from '#platform/server/news/index.ts';
import type { Content, ExtendInput } from '../form.ts';
import { extensionProblem, lackingToPublish } from '../rules.ts';
import { messageText } from '../words.ts';
import { accessRfi, manageCalls, type Rfi } from './access.ts';
import { closeJob } from './closing.ts';
import { swedishTimes } from './draft.ts';
import { lockRfi, sameRevision, type LockedRfi } from './lock.ts';
import { tellDrafters } from './tell.ts';

/** Publishes a draft: from here the clock runs, and what is changed becomes a new version. */
export async function publishRfi(ctx: Context, slug: string, id: string, revision: number): Promise<void> {
	const rfi = await accessRfi(ctx, slug, id, manageCalls);
	refuse(rfi.initiative.publishedAt ? null : 'rfi.lacking.initiative');
	await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		refuse(locked.version ? 'rfi.error.published' : null);
		sameRevision(locked, revision);
		refuse(lackingToPublish(locked.draft, locked)[0] ?? null);
		refuse(locked.questionsUntil! <= locked.now ? 'rfi.error.deadline-past' : null);
		await addVersion(tx, ctx, locked, 1, null);
		await addDeadline(
			tx,
			ctx,
			{ id, questionsUntil: locked.questionsUntil!, answersUntil: locked.answersUntil! },
			null
		);
		await tellAuthors(tx, rfi, locked.draft);
		await tellOfPublication(tx, ctx, rfi, locked);
		await auditCall(tx, ctx, id, 'rfi.published', {
			version: 1,
			questionsUntil: locked.questionsUntil,
			answersUntil: locked.answersUntil
		});
	});
}

async function tellOfPublication(tx: Tx, ctx: Context, rfi: Rfi, locked: LockedRfi): Promise<void> {
	const { initiative } = rfi;
	const { title } = locked.draft;
	await tx
		.updateTable('activity')
		.set({ published_at: sql`now()`, starts_at: sql`now()`, title: json(title) })
		.where('id', '=', rfi.id)
		.execute();
	await announce(tx, ctx.actor, {
		initiativeId: initiative.id,
		activityId: rfi.id,
		kind: 'invitation',
		key: 'rfi.news.published',
		params: { title, owner: initiative.organisationName, until: +locked.answersUntil! },
		path: rfiPath(rfi),
		audience: 'public',
		themes: initiative.themes
	});
	await addToDossier(tx, ctx, {
		initiativeId: initiative.id,
		activityId: rfi.id,
		kind: 'material',
		title: messageText('rfi.dossier.published', { title }),
		body: locked.draft.background,
		audience: 'public',
		fileIds: locked.draft.documents.map((document) => document.fileId),
		source: { kind: 'rfi', id: rfi.id }
	});
}

/** Publishes the draft as a new version, while answers are still taken. Everybody who follows or drafts is told. */
export async function amendRfi(
	ctx: Context,
	slug: string,
	id: string,
	input: { revision: number; note: string }
): Promise<number> {
	const rfi = await accessRfi(ctx, slug, id, manageCalls);
	return ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		refuse(locked.version ? null : 'rfi.error.not-published');
		refuse(locked.takesAnswers ? null : 'rfi.error.closed');
		sameRevision(locked, input.revision);
		refuse(lackingToPublish(locked.draft, locked)[0] ?? null);
		const same = JSON.stringify(locked.draft) === JSON.stringify(locked.version!.content);
		refuse(same ? 'rfi.error.nothing-changed' : null);
		const number = locked.version!.number + 1;
		const note = newText(ctx.lang, input.note);
		await addVersion(tx, ctx, locked, number, note);
		await tellAuthors(tx, rfi, locked.draft);
		await tellOfAmendment(tx, ctx, rfi, { number, note, content: locked.draft });
		await auditCall(tx, ctx, id, 'rfi.amended', { version: number });
		return number;
	});
}

async function tellOfAmendment(
	tx: Tx,
	ctx: Context,
	rfi: Rfi,
	version: { number: number; note: LocalText; content: Content }
): Promise<void> {
	const params = { title: version.content.title, number: version.number };
	await tellEverybody(tx, ctx, rfi, {
		kind: 'progress',
		key: 'rfi.news.amended',
		params,
		path: `${rfiPath(rfi)}/versions`
	});
	await addToDossier(tx, ctx, {
		initiativeId: rfi.initiative.id,
		activityId: rfi.id,
		kind: 'material',
		title: messageText('rfi.dossier.amended', { title: version.content.title, number: version.number }),
		body: version.note,
		audience: 'public',
		fileIds: version.content.documents.map((document) => document.fileId),
		source: { kind: 'rfi-version', id: rfi.id }
	});
}

/** Moves the deadlines forward, for all alike, before the old one has passed. */
export async function extendDeadlines(
	ctx: Context,
	slug: string,
	id: string,
	input: ExtendInput
): Promise<void> {
	const rfi = await accessRfi(ctx, slug, id, manageCalls);
	await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		refuse(locked.version ? null : 'rfi.error.not-published');
		refuse(locked.takesAnswers ? null : 'rfi.error.extend-late');
		const next = await swedishTimes(tx, input);
		const now = { questionsUntil: locked.questionsUntil!, answersUntil: locked.answersUntil! };
		refuse(extensionProblem(now, next), 'invalid');
		const reopened = next.questionsUntil > now.questionsUntil && next.questionsUntil <= locked.now;
		refuse(reopened ? 'rfi.error.deadline-past' : null, 'invalid');
		const reason = newText(ctx.lang, input.reason);
		await tx
			.updateTable('rfi')
			.set({ questions_until: next.questionsUntil, answers_until: next.answersUntil })
			.where('id', '=', id)
			.execute();
		await addDeadline(tx, ctx, { id, ...next }, reason);
		await tellOfExtension(tx, ctx, rfi, next.answersUntil, reason);
		await auditCall(tx, ctx, id, 'rfi.extended', next);
	});
}

async function tellOfExtension(
	tx: Tx,
	ctx: Context,
	rfi: Rfi,
	until: Date,
	reason: LocalText
): Promise<void> {
	const { title } = rfi.version!.content;
	await tellEverybody(tx, ctx, rfi, {
		kind: 'deadline',
		key: 'rfi.news.extended',
		params: { title, until: +until },
		path: rfiPath(rfi)
	});
	await addToDossier(tx, ctx, {
		initiativeId: rfi.initiative.id,
		activityId: rfi.id,
		kind: 'decision',
		title: messageText('rfi.dossier.extended', { title, until: +until }),
		body: reason,
		audience: 'public',
		source: { kind: 'rfi-deadline', id: rfi.id }
	});
}

/** Calls the whole thing off, with a reason that everybody reads. Answers that are in stay closed. */
export async function cancelRfi(ctx: Context, slug: string, id: string, reason: string): Promise<void> {
	const rfi = await accessRfi(ctx, slug, id, manageCalls);
	await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		refuse(locked.version ? null : 'rfi.error.not-published');
		refuse(locked.takesAnswers ? null : 'rfi.error.closed');
		const why = newText(ctx.lang, reason);
		await tx
			.insertInto('rfi_closing')
			.values({
				rfi_id: id,
				closed_as: 'cancelled',
				answers: 0,
				reason: json(why),
				closed_by: ctx.actor.personId
			})
			.execute();
		await tx
			.updateTable('activity')
			.set({ cancelled_at: sql`now()` })
			.where('id', '=', id)
			.execute();
		const { title } = locked.version!.content;
		await tellEverybody(tx, ctx, rfi, {
			kind: 'decision',
			key: 'rfi.news.cancelled',
			params: { title },
			path: rfiPath(rfi)
		});
		await addToDossier(tx, ctx, {
			initiativeId: rfi.initiative.id,
			activityId: id,
			kind: 'decision',
			title: messageText('rfi.dossier.cancelled', { title }),
			body: why,
			audience: 'public',
			source: { kind: 'rfi-cancelled', id }
		});
		await auditCall(tx, ctx, id, 'rfi.cancelled');
	});
}

/** Removes a draft that was never published. */
export async function discardRfi(ctx: Context, slug: string, id: string): Promise<void> {
	await accessRfi(ctx, slug, id, manageCalls);
	await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		refuse(locked.version ? 'rfi.error.published' : null);
		await tx.deleteFrom('activity').where('id', '=', id).execute();
		await auditCall(tx, ctx, id, 'rfi.discarded');
	});
}

/** Those who said what the questions build on get to know where it went. */
async function tellAuthors(tx: Tx, rfi: Rfi, content: Content): Promise<void> {
	const ids = content.questions.flatMap((question) => question.insights);
	const own = ids.length
		? await tx
				.selectFrom('insight')
				.select('id')
				.where('id', 'in', ids)
				.where('initiative_id', '=', rfi.initiative.id)
				.execute()
		: [];
	await recordUse(
		tx,
		own.map((row) => row.id),
		{ kind: 'rfi', subjectId: rfi.id, title: content.title, path: rfiPath(rfi) }
	);
}

async function addVersion(
	tx: Tx,
	ctx: Context,
	locked: LockedRfi,
	number: number,
	note: LocalText | null
): Promise<void> {
	if (!ctx.actor.name) throw new AppError('sign-in', 'error.sign-in');
	await tx
		.insertInto('rfi_version')
		.values({
			rfi_id: locked.id,
			number,
			content: json(locked.draft),
			note: note ? json(note) : null,
			published_by: ctx.actor.personId,
			published_by_name: ctx.actor.name
		})
		.execute();
	const files = locked.draft.documents.map((document) => document.fileId);
	if (files.length > 0) {
		await tx
			.updateTable('file')
			.set({ published_at: sql`now()` })
			.where('id', 'in', files)
			.execute();
	}
}

/** Records a deadline that holds from now, and wakes the job that closes at it. */
async function addDeadline(
	tx: Tx,
	ctx: Context,
	deadline: { id: string; questionsUntil: Date; answersUntil: Date },
	reason: LocalText | null
): Promise<void> {
	await tx
		.insertInto('rfi_deadline')
		.values({
			rfi_id: deadline.id,
			questions_until: deadline.questionsUntil,
			answers_until: deadline.answersUntil,
			reason: reason ? json(reason) : null,
			set_by: ctx.actor.personId
		})
		.execute();
	await tx
		.updateTable('activity')
		.set({ ends_at: deadline.answersUntil })
		.where('id', '=', deadline.id)
		.execute();
	await enqueue(
		tx,
		closeJob,
		{ rfiId: deadline.id },
		{ startAfter: new Date(+deadline.answersUntil + 1000) }
	);
}

/** Followers by way of public news, and those who draft an answer by name. */
async function tellEverybody(
	tx: Tx,
	ctx: Context,
	rfi: Rfi,
	news: Pick<Parameters<typeof announce>[2], 'kind' | 'key' | 'params' | 'path'>
): Promise<void> {
	const common = { ...news, initiativeId: rfi.initiative.id, activityId: rfi.id };
	await announce(tx, ctx.actor, { ...common, audience: 'public', themes: rfi.initiative.themes });
	await tellDrafters(tx, ctx, rfi.id, common);
}

async function auditCall(tx: Tx, ctx: Context, id: string, action: string, data?: Record<string, unknown>) {
	await audit(tx, ctx.actor, { chain: `call:${id}`, action, subject: `rfi:${id}`, data });
}

/** Path of a call's public page, without language. */
export function rfiPath(rfi: { id: string; initiative: { slug: string } }): string {
	return `/initiatives/${rfi.initiative.slug}/rfi/${rfi.id}`;
}
