import { sql } from 'kysely';
import type { z } from 'zod';
import { hasRoleIn, type Actor } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import type { declareRoundForm } from '../form.ts';
import { letterOf } from '../rules.ts';
import { accessRound, namedPerson, seeTenderers, type RoundAccess, type RoundRef } from './access.ts';
import { auditRun, invalid } from './common.ts';
import type { OpenedTender } from './opening-list.ts';
import { auditTender } from './tender-access.ts';

// Anonymous evaluation: from the opening until the scores are frozen, whoever scores sees what is offered, under a
// neutral name, and nothing of who offers it. Whoever sees names scores nothing.

/** How much of who tendered somebody sees: everything, or neutral names. */
export type Sight = 'names' | 'neutral';

/** Whether names are kept from evaluators now. A procurement that was cancelled has nothing left to evaluate. */
export const namesHidden = ({ procurement, round }: Pick<RoundAccess, 'procurement' | 'round'>): boolean =>
	round.anonymous && round.openedAt !== null && round.frozenAt === null && procurement.cancelledAt === null;

/** "Anbud A", in the reader's language. */
export const neutralName = (ctx: Context, label: number | null): string =>
	words(ctx)('anonymous.tender', { letter: letterOf(label ?? 0) });

/** Workers and scripts have read no messages yet. */
function words(ctx: Context) {
	loadMessages();
	return translator(ctx.lang);
}

/**
 * What the asker sees. Whoever evaluates the round sees neutral names, whatever else they are; so does whoever has no
 * work that needs the names.
 */
export async function sightOf(ctx: Context, access: RoundAccess): Promise<Sight> {
	if (!namesHidden(access)) return 'names';
	if (!needsNames(ctx.actor, access)) return 'neutral';
	return (await evaluates(ctx.db, access.round.id, ctx.actor.personId)) ? 'neutral' : 'names';
}

/** Those who open, check, ask and decide. */
const needsNames = (actor: Actor, { run }: RoundAccess): boolean =>
	run.roles.includes('procurement-officer') ||
	run.roles.includes('opener') ||
	hasRoleIn(actor, run.organisationId, 'decision-maker');

/** Whether somebody is appointed to score in the round, and has not left it. */
export async function evaluates(db: DbOrTx, roundId: string, personId: string | null): Promise<boolean> {
	const row = await db
		.selectFrom('round_evaluator')
		.select('id')
		.where('round_id', '=', roundId)
		.where('person_id', '=', personId)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	return row !== undefined;
}

/** @throws forbidden where the asker sees neutral names only */
export function refuseNeutral({ sight }: { sight: Sight }): void {
	if (sight === 'neutral') throw new AppError('forbidden', 'anonymous.refuse.names');
}

/**
 * Writes down, once, that somebody who scores nothing sees the names. They cannot be let in as an evaluator
 * afterwards; whoever is being let in at this moment is waited for. @returns what they see
 */
export async function noteNamesSeen(ctx: Context, access: RoundAccess): Promise<Sight> {
	const person = namedPerson(ctx);
	const seen = { round_id: access.round.id, person_id: person.id, name: person.name };
	if (await hasSeenNames(ctx.db, seen.round_id, person.id)) return 'names';
	return ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement_round where id = ${seen.round_id} for share`.execute(tx);
		if (await evaluates(tx, seen.round_id, person.id)) return 'neutral';
		const { numInsertedOrUpdatedRows } = await tx
			.insertInto('names_seen')
			.values(seen)
			.onConflict((c) => c.doNothing())
			.executeTakeFirst();
		if (numInsertedOrUpdatedRows)
			await auditRun(tx, ctx, access.run, 'procurement.names-seen', `procurement_round:${seen.round_id}`);
		return 'names';
	});
}

async function hasSeenNames(db: DbOrTx, roundId: string, personId: string): Promise<boolean> {
	const row = await db
		.selectFrom('names_seen')
		.select('round_id')
		.where('round_id', '=', roundId)
		.where('person_id', '=', personId)
		.executeTakeFirst();
	return row !== undefined;
}

/**
 * Whoever has seen the names, belongs to a tenderer or has declared a conflict is not let in to score anonymously.
 * Locks the round, so that nobody is shown the names meanwhile.
 */
export async function refuseEvaluator(tx: Tx, access: RoundAccess, personId: string): Promise<void> {
	if (!namesHidden(access)) return;
	const { id } = access.round;
	await sql`select 1 from procurement_round where id = ${id} for update`.execute(tx);
	if (await hasSeenNames(tx, id, personId)) throw new AppError('conflict', 'anonymous.refuse.seen');
	const { rows } = await sql<{ own: boolean; conflict: boolean }>`
		select ${belongs(sql`${personId}::uuid`, id)} as own, exists (select 1 from conflict_declaration c
			join opened_tender ot on ot.tender_id = c.tender_id join opening o on o.id = ot.opening_id
			where o.round_id = ${id} and c.person_id = ${personId}::uuid and c.conflict) as conflict`.execute(tx);
	if (rows[0]!.own || rows[0]!.conflict) throw new AppError('conflict', 'anonymous.refuse.biased');
}

/** Whether a person belongs to an organisation behind an opened tender of the round. */
const belongs = (person: ReturnType<typeof sql>, roundId: string) => sql<boolean>`exists (
	select 1 from membership m join tender t on t.round_id = ${roundId}
	join opened_tender ot on ot.tender_id = t.id
	where m.person_id = ${person} and m.ended_at is null and (m.organisation_id = t.organisation_id
		or m.organisation_id in (select p.organisation_id from tender_partner p where p.tender_id = t.id)))`;

/**
 * Draws the neutral names of an anonymous round by lot, in the transaction of the opening; what cannot be evaluated comes last. Evaluators
 * who belong to one of those who tendered leave the round: were one tender shut to them, they would know whose it is.
 */
export async function drawLabels(tx: Tx, ctx: Context, roundId: string): Promise<Map<string, number> | null> {
	const { anonymous } = await tx
		.selectFrom('procurement_round')
		.select('anonymous')
		.where('id', '=', roundId)
		.executeTakeFirstOrThrow();
	if (!anonymous) return null;
	const { rows } = await sql<{ tender_id: string; label: number }>`
		update opened_tender ot set label = drawn.n from (
			select x.tender_id, row_number() over (order by x.fault is not null, gen_random_uuid()) as n
			from opened_tender x join opening o on o.id = x.opening_id where o.round_id = ${roundId}) drawn
		where drawn.tender_id = ot.tender_id returning ot.tender_id, ot.label`.execute(tx);
	await sql`update round_evaluator e set ended_at = now(),
			ended_reason = ${words(ctx)('anonymous.ended.own')}
		where e.round_id = ${roundId} and e.ended_at is null and ${belongs(sql`e.person_id`, roundId)}`.execute(tx);
	return new Map(rows.map((row) => [row.tender_id, row.label]));
}

/** Who tendered, alone or with others: by name, and not by tender. */
export async function allTenderers(db: DbOrTx, roundId: string): Promise<string[]> {
	const { rows } = await sql<{ name: string }>`
		select name from (
			select ot.organisation_name as name from opened_tender ot join opening o on o.id = ot.opening_id
			where o.round_id = ${roundId}
			union select unnest(ot.partner_names) from opened_tender ot join opening o on o.id = ot.opening_id
			where o.round_id = ${roundId}) known
		order by name collate "sv-SE-x-icu"`.execute(db);
	return rows.map((row) => row.name);
}

/**
 * Declares for the whole round at once, against the list of all who tendered. Whoever has a conflict with one of them
 * evaluates none of the tenders: a single shut door would tell whose it is. A yes is never taken back.
 */
export async function declareRound(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof declareRoundForm>
): Promise<void> {
	const access = await accessRound(ctx, ref, seeTenderers);
	const person = namedPerson(ctx);
	if ((await sightOf(ctx, access)) === 'names') throw new AppError('conflict', 'anonymous.refuse.one-by-one');
	const conflict = input.conflict === 'yes';
	if (conflict && !input.reason) throw invalid('procurement.refuse.conflict-reason', 'reason');
	await ctx.db.transaction().execute(async (tx) => {
		const ids = await openedIds(tx, access.round.id);
		if (!conflict) await refuseDenied(tx, access.round.id, person.id);
		for (const tender_id of ids)
			await tx
				.insertInto('conflict_declaration')
				.values({ tender_id, person_id: person.id, conflict, reason: input.reason ?? null })
				.execute();
		if (conflict) await leaveRound(tx, ctx, access.round.id, person.id);
		await auditRun(
			tx,
			ctx,
			access.run,
			'procurement.conflict-declared',
			`procurement_round:${access.round.id}`,
			{ conflict, round: access.round.number }
		);
	});
}

async function openedIds(tx: Tx, roundId: string): Promise<string[]> {
	const rows = await tx
		.selectFrom('opened_tender as ot')
		.innerJoin('opening as o', 'o.id', 'ot.opening_id')
		.select('ot.tender_id as id')
		.where('o.round_id', '=', roundId)
		.execute();
	return rows.map((row) => row.id);
}

async function refuseDenied(tx: Tx, roundId: string, personId: string): Promise<void> {
	const { rows } = await sql<{ own: boolean; before: boolean }>`
		select ${belongs(sql`${personId}::uuid`, roundId)} as own, exists (
			select 1 from conflict_declaration c join opened_tender ot on ot.tender_id = c.tender_id
			join opening o on o.id = ot.opening_id
			where o.round_id = ${roundId} and c.person_id = ${personId}::uuid and c.conflict) as before`.execute(tx);
	if (rows[0]!.own) throw new AppError('conflict', 'anonymous.refuse.own');
	if (rows[0]!.before) throw new AppError('conflict', 'procurement.refuse.conflict-back');
}

async function leaveRound(tx: Tx, ctx: Context, roundId: string, personId: string): Promise<void> {
	await tx
		.updateTable('round_evaluator')
		.set({ ended_at: sql`now()`, ended_reason: words(ctx)('anonymous.ended.conflict') })
		.where('round_id', '=', roundId)
		.where('person_id', '=', personId)
		.where('ended_at', 'is', null)
		.execute();
}

/** Writes down, when the scores are frozen, that the names are shown now, and which was which. */
export async function revealNames(
	tx: Tx,
	ctx: Context,
	{ run, round }: RoundAccess,
	listed: OpenedTender[]
): Promise<void> {
	if (!round.anonymous) return;
	for (const { id, label } of listed)
		await auditTender(tx, ctx, id, 'tender.name-revealed', { label: letterOf(label ?? 0) });
	await auditRun(tx, ctx, run, 'procurement.names-revealed', `procurement_round:${round.id}`, {
		tenders: listed.map(({ label, sha256 }) => ({ label: letterOf(label ?? 0), sha256 }))
	});
}
