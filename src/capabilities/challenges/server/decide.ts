import { sql } from 'kysely';
import { requireSecondFactor } from '#platform/access/index.ts';
import { AppError, refuse } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { storeFile } from '#platform/server/files/index.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	accessInitiative,
	addToDossier,
	decideForInitiative,
	leadInitiative,
	publishInitiative,
	refuseClosed,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import type { DecisionInput } from '../form.ts';
import { lackingForDecision } from '../rules.ts';
import { challengeOf, keepVersion } from './store.ts';

export interface Decision {
	id: string;
	versionId: string;
	versionNumber: number;
	body: string;
	takenBy: 'body' | 'delegate';
	delegate: string | null;
	delegationClause: string | null;
	/** 'YYYY-MM-DD' */
	decidedOn: string;
	paragraph: string | null;
	diaryNumber: string;
	minutesFile: string | null;
	minutesName: string | null;
	recordedAt: Date;
}

/**
 * Records the owner's decision to approve the challenge. It binds the words as they stand, in the language they
 * were written in: later edits become a new version that is shown as changed after the decision.
 */
export async function recordDecision(
	ctx: Context,
	slug: string,
	input: DecisionInput,
	minutes?: File
): Promise<{ id: string; version: number }> {
	const run = await accessInitiative(ctx, slug, decideForInitiative);
	requireSecondFactor(ctx);
	refuseClosed(run);
	refuseHalfDelegate(input);
	return ctx.db.transaction().execute(async (tx) => {
		const challenge = await challengeOf(tx, run.id, true);
		refuse(lackingForDecision(challenge.content)[0] ?? null);
		await refuseFuture(tx, input.decidedOn);
		const version = await keepVersion(tx, ctx, challenge);
		if (input.version !== undefined && input.version !== version.number)
			throw new AppError('conflict', 'challenges.error.other-version');
		const file = minutes && minutes.size > 0 ? await storeMinutes(tx, ctx, challenge.id, minutes) : null;
		const { id } = await insertDecision(tx, ctx, run, challenge.id, version.id, input, file);
		await tell(tx, ctx, run, challenge.id, id, input);
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'challenge.approved',
			subject: `challenge_decision:${id}`,
			data: { version: version.number, decidedOn: input.decidedOn, diaryNumber: input.diaryNumber }
		});
		return { id, version: version.number };
	});
}

function refuseHalfDelegate(input: DecisionInput): void {
	if (input.takenBy !== 'delegate' || (input.delegate && input.delegationClause)) return;
	const fields = {
		...(input.delegate ? {} : { delegate: 'form.error.required' as const }),
		...(input.delegationClause ? {} : { delegationClause: 'form.error.required' as const })
	};
	throw new AppError('invalid', 'form.error.failed', { fields });
}

async function refuseFuture(tx: Tx, day: string): Promise<void> {
	const { rows } = await sql<{ future: boolean }>`
		select ${day}::date > (now() at time zone 'Europe/Stockholm')::date as future`.execute(tx);
	if (rows[0]!.future)
		throw new AppError('invalid', 'form.error.failed', { fields: { decidedOn: 'challenges.error.future' } });
}

async function storeMinutes(tx: Tx, ctx: Context, challengeId: string, file: File): Promise<string> {
	const stored = await storeFile(tx, ctx, {
		subjectKind: 'challenge',
		subjectId: challengeId,
		file,
		published: true
	});
	return stored.id;
}

async function insertDecision(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	challengeId: string,
	versionId: string,
	input: DecisionInput,
	file: string | null
) {
	return tx
		.insertInto('challenge_decision')
		.values({
			challenge_id: challengeId,
			version_id: versionId,
			organisation_id: run.organisationId,
			body: input.body,
			taken_by: input.takenBy,
			delegate: input.takenBy === 'delegate' ? input.delegate! : null,
			delegation_clause: input.takenBy === 'delegate' ? input.delegationClause! : null,
			decided_on: input.decidedOn,
			paragraph: input.paragraph ?? null,
			diary_number: input.diaryNumber,
			minutes_file: file,
			recorded_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
}

async function tell(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	activityId: string,
	decisionId: string,
	input: DecisionInput
): Promise<void> {
	await addToDossier(tx, ctx, {
		initiativeId: run.id,
		activityId,
		kind: 'decision',
		title: newText('sv', `Utmaningen beslutad av ${input.body}, dnr ${input.diaryNumber}`, {
			en: `The challenge approved by ${input.body}, ref. ${input.diaryNumber}`
		}),
		audience: 'public',
		on: input.decidedOn,
		source: { kind: 'challenge_decision', id: decisionId }
	});
	await announce(tx, ctx.actor, {
		initiativeId: run.id,
		activityId,
		kind: 'decision',
		key: 'challenges.news.approved',
		params: { title: run.title, body: input.body, date: input.decidedOn },
		path: `/initiatives/${run.slug}${run.publishedAt ? '/challenge' : '/work/challenge'}`,
		audience: run.publishedAt ? 'public' : 'team',
		themes: run.themes
	});
}

/** Puts the challenge before everybody, in a version of its own; the initiative becomes public with it. */
export async function publishChallenge(ctx: Context, slug: string): Promise<{ version: number }> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	refuseClosed(run);
	return ctx.db.transaction().execute(async (tx) => {
		const challenge = await challengeOf(tx, run.id, true);
		const [decision] = await decisionsOf(tx, challenge.id);
		refuse(decision ? null : 'challenges.error.not-approved');
		const version = await keepVersion(tx, ctx, challenge);
		const published = await publicationOf(tx, challenge.id);
		refuse(published?.versionId === version.id ? 'challenges.error.already-published' : null);
		const row = await tx
			.insertInto('challenge_publication')
			.values({ challenge_id: challenge.id, version_id: version.id, published_by: ctx.actor.personId })
			.returning('id')
			.executeTakeFirstOrThrow();
		await tx
			.updateTable('activity')
			.set({ published_at: sql`coalesce(published_at, now())` })
			.where('id', '=', challenge.id)
			.execute();
		await publishInitiative(tx, ctx, run.id);
		await tellPublished(tx, ctx, run, challenge.id, version.id, published !== null);
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'challenge.published',
			subject: `challenge_publication:${row.id}`,
			data: { version: version.number }
		});
		return { version: version.number };
	});
}

async function tellPublished(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	activityId: string,
	versionId: string,
	again: boolean
): Promise<void> {
	await addToDossier(tx, ctx, {
		initiativeId: run.id,
		activityId,
		kind: 'material',
		title: newText('sv', again ? 'Utmaningen publicerad i ny version' : 'Utmaningen publicerad', {
			en: again ? 'The challenge published in a new version' : 'The challenge published'
		}),
		audience: 'public',
		source: { kind: 'challenge_version', id: versionId }
	});
	await announce(tx, ctx.actor, {
		initiativeId: run.id,
		activityId,
		kind: 'progress',
		key: again ? 'challenges.news.republished' : 'challenges.news.published',
		params: { title: run.title, organisation: run.organisationName },
		path: `/initiatives/${run.slug}/challenge`,
		audience: 'public',
		themes: run.themes
	});
}

/** Decisions on a challenge, the one that holds first. */
export async function decisionsOf(db: DbOrTx, challengeId: string): Promise<Decision[]> {
	const rows = await db
		.selectFrom('challenge_decision as d')
		.innerJoin('challenge_version as v', 'v.id', 'd.version_id')
		.leftJoin('file as f', 'f.id', 'd.minutes_file')
		.select([
			'd.id',
			'd.version_id as versionId',
			'v.number as versionNumber',
			'd.body',
			'd.taken_by as takenBy',
			'd.delegate',
			'd.delegation_clause as delegationClause',
			'd.decided_on as decidedOn',
			'd.paragraph',
			'd.diary_number as diaryNumber',
			'd.minutes_file as minutesFile',
			'd.recorded_at as recordedAt'
		])
		.select((eb) => eb.ref('f.name').as('minutesName'))
		.where('d.challenge_id', '=', challengeId)
		.orderBy('d.recorded_at', 'desc')
		.execute();
	return rows.map((row) => ({ ...row, takenBy: row.takenBy as Decision['takenBy'] }));
}

export interface Publication {
	versionId: string;
	at: Date;
	/** When it was first published. */
	firstAt: Date;
}

/** What is public now; null where nothing is. */
export async function publicationOf(db: DbOrTx, challengeId: string): Promise<Publication | null> {
	const row = await db
		.selectFrom('challenge_publication')
		.select(['version_id as versionId', 'published_at as at'])
		.select(sql<Date>`min(published_at) over ()`.as('firstAt'))
		.where('challenge_id', '=', challengeId)
		.orderBy('published_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ?? null;
}
