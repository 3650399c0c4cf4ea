import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { newText, toText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { json } from '#platform/server/db/json.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	accessInitiative,
	addToDossier,
	facilitateInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { ensureCollection } from './collection.ts';
import { summaryMail } from './mails.ts';

export interface Summary {
	id: string;
	number: number;
	body: LocalText;
	revision: number;
	publishedAt: Date | null;
	updatedAt: Date;
}

/** "What we heard": the draft being written, if there is one, and the published ones, newest first. */
export async function readSummaries(
	db: DbOrTx,
	initiativeId: string
): Promise<{ draft: Summary | null; published: Summary[] }> {
	const rows = await db
		.selectFrom('insight_summary')
		.selectAll()
		.where('initiative_id', '=', initiativeId)
		.orderBy('number', 'desc')
		.limit(20)
		.execute();
	const all = rows.map(toSummary);
	return {
		draft: all.find((one) => !one.publishedAt) ?? null,
		published: all.filter((one) => one.publishedAt)
	};
}

function toSummary(row: {
	id: string;
	number: number;
	body: unknown;
	revision: number;
	published_at: Date | null;
	updated_at: Date;
}): Summary {
	const { id, number, revision } = row;
	return {
		id,
		number,
		revision,
		body: toText(row.body)!,
		publishedAt: row.published_at,
		updatedAt: row.updated_at
	};
}

/** Writes the draft in one language. The first save begins it; revision 0 means that there was none. */
export async function saveSummary(
	ctx: Context,
	slug: string,
	input: { textLang: Lang; body: string; revision: number }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, facilitateInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		await ensureCollection(tx, ctx, run.id);
		const { draft } = await readSummaries(tx, run.id);
		if ((draft?.revision ?? 0) !== input.revision) throw new AppError('conflict', 'error.conflict');
		const id = draft?.id ?? (await beginDraft(tx, ctx, run.id, newText(input.textLang, input.body)));
		if (draft)
			await tx
				.updateTable('insight_summary')
				.set({
					body: json(writeText(draft.body, input.textLang, input.body)),
					revision: draft.revision + 1,
					updated_at: new Date()
				})
				.where('id', '=', id)
				.execute();
		await note(tx, ctx, run, 'insight-summary.written', id);
	});
}

/** A new draft begins with what the published one rested on. */
async function beginDraft(tx: Tx, ctx: Context, initiativeId: string, body: LocalText): Promise<string> {
	const { published } = await readSummaries(tx, initiativeId);
	const row = await tx
		.insertInto('insight_summary')
		.values({
			initiative_id: initiativeId,
			number: (published[0]?.number ?? 0) + 1,
			body: json(body),
			created_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	if (published[0])
		await sql`insert into insight_summary_source (summary_id, insight_id, position)
			select ${row.id}, insight_id, position from insight_summary_source where summary_id = ${published[0].id}`.execute(
			tx
		);
	return row.id;
}

/** Puts insights among those that the draft rests on; begins an empty draft where there is none. */
export async function citeInsights(ctx: Context, slug: string, ids: string[]): Promise<void> {
	const run = await accessInitiative(ctx, slug, facilitateInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		await ensureCollection(tx, ctx, run.id);
		const { draft } = await readSummaries(tx, run.id);
		const id = draft?.id ?? (await beginDraft(tx, ctx, run.id, newText(ctx.lang, '')));
		await sql`insert into insight_summary_source (summary_id, insight_id, position)
			select ${id}, i.id, (select coalesce(max(position), 0) from insight_summary_source where summary_id = ${id})
				+ row_number() over (order by i.alike desc, i.created_at)
			from insight i where i.id = any(${uuids(ids)}) and i.initiative_id = ${run.id}
				and i.merged_into is null and i.hidden_at is null
			on conflict do nothing`.execute(tx);
		await note(tx, ctx, run, 'insight-summary.cited', id);
	});
}

export async function unciteInsight(ctx: Context, slug: string, insightId: string): Promise<void> {
	const run = await accessInitiative(ctx, slug, facilitateInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const { draft } = await readSummaries(tx, run.id);
		refuse(draft ? null : 'insights.refuse.no-draft');
		await tx
			.deleteFrom('insight_summary_source')
			.where('summary_id', '=', draft!.id)
			.where('insight_id', '=', insightId)
			.execute();
		await note(tx, ctx, run, 'insight-summary.uncited', draft!.id);
	});
}

/**
 * Publishes "what we heard" with the insights it rests on: they become public with it. It goes into the dossier,
 * and everybody who was there gets to know.
 */
export async function publishSummary(ctx: Context, slug: string): Promise<{ mailed: number }> {
	const run = await accessInitiative(ctx, slug, facilitateInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const activityId = await ensureCollection(tx, ctx, run.id);
		const { draft } = await readSummaries(tx, run.id);
		refuse(draft ? null : 'insights.refuse.no-draft');
		refuse(draft!.body.t[draft!.body.o]?.trim() ? null : 'insights.refuse.empty-summary');
		const cited = await publishCited(tx, draft!.id);
		refuse(cited > 0 ? null : 'insights.refuse.no-sources');
		await tx
			.updateTable('insight_summary')
			.set({ published_at: new Date(), published_by: ctx.actor.personId })
			.where('id', '=', draft!.id)
			.execute();
		await tx
			.updateTable('activity')
			.set({ published_at: sql<Date>`coalesce(published_at, now())` })
			.where('id', '=', activityId)
			.execute();
		await addToDossier(tx, ctx, {
			initiativeId: run.id,
			activityId,
			kind: 'insight-summary',
			title: newText('sv', 'Vad vi har hört', { en: 'What we heard' }),
			body: draft!.body,
			audience: 'public',
			source: { kind: 'insight-summary', id: draft!.id }
		});
		const mailed = await tellEverybody(tx, ctx, run, activityId, draft!.id);
		await note(tx, ctx, run, 'insight-summary.published', draft!.id, { cited, mailed });
		return { mailed };
	});
}

async function publishCited(tx: Tx, summaryId: string): Promise<number> {
	const rows = await tx
		.updateTable('insight')
		.set({ published_at: sql<Date>`coalesce(published_at, clock_timestamp())` })
		.where('hidden_at', 'is', null)
		.where('merged_into', 'is', null)
		.where('id', 'in', (eb) =>
			eb.selectFrom('insight_summary_source').select('insight_id').where('summary_id', '=', summaryId)
		)
		.returning('id')
		.execute();
	return rows.length;
}

/** Followers by the news; those without an account who were there, or who said something, by mail. */
async function tellEverybody(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	activityId: string,
	summaryId: string
): Promise<number> {
	const news = {
		initiativeId: run.id,
		activityId,
		kind: 'insight' as const,
		key: 'insights.news.summary' as const,
		params: { title: run.title },
		path: `/initiatives/${run.slug}/insights`
	};
	await announce(tx, ctx.actor, {
		...news,
		audience: run.publishedAt ? 'public' : 'team',
		themes: run.themes
	});
	const { rows } = await sql<{ id: string; person: string | null; hasMail: boolean }>`
		select p.id, p.person_id as person, p.email is not null as "hasMail"
		from workshop_participant p join workshop w on w.id = p.workshop_id
		where w.initiative_id = ${run.id} and p.withdrawn_at is null
			and (p.attended_at is not null or exists (select from insight i where i.participant_id = p.id))`.execute(tx);
	const persons = [...new Set(rows.flatMap((row) => (row.person ? [row.person] : [])))];
	if (persons.length > 0) await announce(tx, ctx.actor, { ...news, audience: 'persons', persons });
	const byMail = rows.filter((row) => row.hasMail && !row.person);
	for (const row of byMail) await sendMail(tx, summaryMail, { participantId: row.id, summaryId });
	return byMail.length + persons.length;
}

async function note(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	action: string,
	id: string,
	data: Record<string, unknown> = {}
): Promise<void> {
	await audit(tx, ctx.actor, {
		chain: `initiative:${run.id}`,
		action,
		subject: `insight_summary:${id}`,
		data
	});
}
