import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import { can } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import {
	accessInitiative,
	editInitiative,
	workInInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { contentSchema, PARTS, type Content, type Part } from '../form.ts';
import { sameOriginal } from '../rules.ts';

export interface Challenge {
	id: string;
	initiativeId: string;
	content: Content;
	/** Kept on the initiative; minor units. */
	budgetMinor: number | null;
	updatedAt: Date;
}

export interface Version {
	id: string;
	number: number;
	content: Content;
	budgetMinor: number | null;
	madeAt: Date;
}

/** The challenge of an initiative. @throws not-found where its method has none */
export async function challengeOf(db: DbOrTx, initiativeId: string, lock = false): Promise<Challenge> {
	let query = db
		.selectFrom('challenge as c')
		.innerJoin('initiative as i', 'i.id', 'c.initiative_id')
		.select(['c.id', 'c.content', 'c.updated_at', 'i.budget_minor'])
		.where('c.initiative_id', '=', initiativeId);
	if (lock) query = query.forUpdate();
	const row = await query.executeTakeFirst();
	if (!row) throw notFound();
	return {
		id: row.id,
		initiativeId,
		content: contentSchema.parse(row.content),
		budgetMinor: row.budget_minor,
		updatedAt: row.updated_at
	};
}

/** Parts that this person has been asked to write. */
export async function partsAskedOf(
	db: DbOrTx,
	challengeId: string,
	personId: string | null
): Promise<Part[]> {
	if (!personId) return [];
	const rows = await db
		.selectFrom('challenge_request')
		.select('part')
		.where('challenge_id', '=', challengeId)
		.where('person_id', '=', personId)
		.where('ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.part as Part);
}

/** The parts that the asker may write: all for those who edit, else those they were asked for. */
export async function partsToWrite(
	ctx: Context,
	run: Initiative,
	challengeId: string
): Promise<readonly Part[]> {
	if (run.closedAt) return [];
	if (can(ctx.actor, editInitiative, run)) return PARTS;
	return partsAskedOf(ctx.db, challengeId, ctx.actor.personId);
}

/** Opens one part for writing. @throws not-found or forbidden */
export async function accessPart(ctx: Context, slug: string, part: Part): Promise<Initiative> {
	const run = await accessInitiative(ctx, slug, workInInitiative);
	const challenge = await challengeOf(ctx.db, run.id);
	if (!(await partsToWrite(ctx, run, challenge.id)).includes(part))
		throw new AppError('forbidden', run.closedAt ? 'initiatives.error.closed' : 'error.forbidden');
	return run;
}

/** All versions, newest first. */
export async function versionsOf(db: DbOrTx, challengeId: string): Promise<Version[]> {
	const rows = await db
		.selectFrom('challenge_version')
		.select(['id', 'number', 'content', 'budget_minor', 'made_at'])
		.where('challenge_id', '=', challengeId)
		.orderBy('number', 'desc')
		.execute();
	return rows.map(toVersion);
}

export function toVersion(row: {
	id: string;
	number: number;
	content: unknown;
	budget_minor: number | null;
	made_at: Date;
}): Version {
	return {
		id: row.id,
		number: row.number,
		content: contentSchema.parse(row.content),
		budgetMinor: row.budget_minor,
		madeAt: row.made_at
	};
}

/**
 * Keeps what it says now as a version; the last one again where the owner's words are the same. Call it with the
 * challenge locked.
 */
export async function keepVersion(tx: Tx, ctx: Context, challenge: Challenge): Promise<Version> {
	const [last] = await versionsOf(tx, challenge.id);
	if (last && sameOriginal(last, challenge)) return last;
	const row = await tx
		.insertInto('challenge_version')
		.values({
			challenge_id: challenge.id,
			number: (last?.number ?? 0) + 1,
			content: json(challenge.content),
			budget_minor: challenge.budgetMinor,
			made_by: ctx.actor.personId
		})
		.returning(['id', 'number', 'content', 'budget_minor', 'made_at'])
		.executeTakeFirstOrThrow();
	return toVersion(row);
}

export async function writeContent(tx: Tx, ctx: Context, id: string, content: Content): Promise<void> {
	await tx
		.updateTable('challenge')
		.set({ content: json(content), updated_at: sql`now()`, updated_by: ctx.actor.personId })
		.where('id', '=', id)
		.execute();
}
