import { addToDossier } from '#capabilities/initiatives/index.ts';
import { AppError, refuse } from '#platform/errors/index.ts';
import { toText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { whoAnswered, type WhoAnswered } from '../answer-rules.ts';
import { messageText } from '../words.ts';
import { accessRfi, manageCalls, type Rfi } from './access.ts';
import { openAnswers } from './opened.ts';
import { rfiPath } from './publish.ts';
import { thanksMail } from './thanks-mail.ts';

/** What was heard and what changes, as drafted. */
export interface SummaryDraft {
	heard: LocalText | null;
	changes: LocalText | null;
	revision: number;
}

/** What was heard and what changes, as published. */
export interface Summary {
	number: number;
	heard: LocalText;
	changes: LocalText;
	publishedAt: Date;
	publishedByName: string;
}

export async function summaryDraft(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ rfi: Rfi; draft: SummaryDraft; published: Summary | null }> {
	const { rfi } = await openAnswers(ctx, slug, id);
	return { rfi, draft: await readDraft(ctx.db, id), published: await publishedSummary(ctx.db, id) };
}

async function readDraft(db: DbOrTx, id: string): Promise<SummaryDraft> {
	const row = await db.selectFrom('rfi_summary').selectAll().where('rfi_id', '=', id).executeTakeFirst();
	return { heard: toText(row?.heard), changes: toText(row?.changes), revision: row?.revision ?? 1 };
}

/** Writes one language of the draft under its version check. */
export async function saveSummary(
	ctx: Context,
	slug: string,
	id: string,
	input: { heard: string; changes: string; revision: number }
): Promise<void> {
	await accessRfi(ctx, slug, id, manageCalls);
	await openAnswers(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('rfi_summary')
			.values({ rfi_id: id })
			.onConflict((c) => c.doNothing())
			.execute();
		const before = await readDraft(tx, id);
		const row = await tx
			.updateTable('rfi_summary')
			.set({
				heard: json(writeText(before.heard, ctx.lang, input.heard)),
				changes: json(writeText(before.changes, ctx.lang, input.changes)),
				revision: input.revision + 1
			})
			.where('rfi_id', '=', id)
			.where('revision', '=', input.revision)
			.executeTakeFirst();
		refuse(Number(row.numUpdatedRows) === 1 ? null : 'error.conflict');
	});
}

/** Publishes the draft: everybody reads it, and whoever answered is thanked and told, once. */
export async function publishSummary(
	ctx: Context,
	slug: string,
	id: string,
	revision: number
): Promise<void> {
	await accessRfi(ctx, slug, id, manageCalls);
	const { rfi } = await openAnswers(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		await tx.selectFrom('rfi').select('id').where('id', '=', id).forUpdate().execute();
		const draft = await readDraft(tx, id);
		if (!draft.heard || !draft.changes) throw new AppError('conflict', 'rfi.error.summary-empty');
		refuse(draft.revision === revision ? null : 'error.conflict');
		const before = await publishedSummary(tx, id);
		const number = (before?.number ?? 0) + 1;
		await insertVersion(tx, ctx, id, number, { heard: draft.heard, changes: draft.changes });
		await tellOfSummary(tx, ctx, rfi, draft.heard, number);
		if (number === 1) await thankAll(tx, id);
		const entry = { chain: `call:${id}`, action: 'rfi.summary-published', subject: `rfi:${id}` } as const;
		await audit(tx, ctx.actor, { ...entry, data: { number } });
	});
}

async function insertVersion(
	tx: Tx,
	ctx: Context,
	id: string,
	number: number,
	texts: { heard: LocalText; changes: LocalText }
) {
	await tx
		.insertInto('rfi_summary_version')
		.values({
			rfi_id: id,
			number,
			heard: json(texts.heard),
			changes: json(texts.changes),
			published_by: ctx.actor.personId,
			published_by_name: ctx.actor.name ?? ''
		})
		.execute();
}

async function tellOfSummary(
	tx: Tx,
	ctx: Context,
	rfi: Rfi,
	heard: LocalText,
	number: number
): Promise<void> {
	const { title } = rfi.version!.content;
	const common = { initiativeId: rfi.initiative.id, activityId: rfi.id };
	await announce(tx, ctx.actor, {
		...common,
		kind: 'insight',
		key: number === 1 ? 'rfi.news.summary' : 'rfi.news.summary-changed',
		params: { title },
		path: `${rfiPath(rfi)}#summary`,
		audience: 'public',
		themes: rfi.initiative.themes
	});
	await addToDossier(tx, ctx, {
		...common,
		kind: 'insight-summary',
		title: messageText('rfi.dossier.summary', { title }),
		body: heard,
		audience: 'public',
		source: { kind: 'rfi-summary', id: rfi.id }
	});
}

async function thankAll(tx: Tx, id: string): Promise<void> {
	const rows = await tx
		.selectFrom('rfi_submission as s')
		.innerJoin('rfi_answer as a', 'a.id', 's.answer_id')
		.select('s.id')
		.where('a.rfi_id', '=', id)
		.where('s.ended_at', 'is', null)
		.execute();
	for (const row of rows) await sendMail(tx, thanksMail, { submissionId: row.id });
}

export async function publishedSummary(db: DbOrTx, id: string): Promise<Summary | null> {
	const row = await db
		.selectFrom('rfi_summary_version')
		.selectAll()
		.where('rfi_id', '=', id)
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!row) return null;
	return {
		number: row.number,
		heard: toText(row.heard)!,
		changes: toText(row.changes)!,
		publishedAt: row.published_at,
		publishedByName: row.published_by_name
	};
}

/** Who answered, for the public page of a closed call: names only of those who agreed. */
export async function publicAnswerers(db: DbOrTx, id: string): Promise<WhoAnswered> {
	const rows = await db
		.selectFrom('rfi_answer as a')
		.innerJoin('rfi_submission as s', 's.answer_id', 'a.id')
		.innerJoin('rfi_closing as c', 'c.rfi_id', 'a.rfi_id')
		.innerJoin('organisation as o', 'o.id', 'a.organisation_id')
		.select(['o.name', 'o.slug', 'o.sector', 'a.listed'])
		.where('a.rfi_id', '=', id)
		.where('c.closed_as', '=', 'deadline')
		.where('s.ended_at', 'is', null)
		.orderBy('o.name')
		.execute();
	return whoAnswered(rows);
}
