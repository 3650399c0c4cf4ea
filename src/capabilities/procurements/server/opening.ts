import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { announce } from '#platform/server/news/index.ts';
import {
	accessRound,
	namedWithSecondFactor,
	openTenders,
	seeTenderers,
	type RoundAccess,
	type RoundRef
} from './access.ts';
import { auditRun, refuseIfCancelled, workPath } from './common.ts';
import { auditTender } from './tender-access.ts';

/** Two people confirm within this time, each on their own. */
export const OPENING_MINUTES = 30;

export interface OpeningState {
	/** Past the deadline, by the database's clock. */
	mayBegin: boolean;
	openedAt: Date | null;
	/** Who has confirmed and is waited beside; nothing about tenders. */
	waiting: { name: string; personId: string; until: Date } | null;
}

/** Where the opening stands. Says nothing of whether anyone has tendered. */
export async function openingState(
	ctx: Context,
	ref: RoundRef
): Promise<RoundAccess & { state: OpeningState }> {
	const access = await accessRound(ctx, ref, openTenders);
	const { rows } = await sql<{ name: string; personId: string; until: Date }>`
		select name, person_id as "personId", confirmed_at + make_interval(mins => ${OPENING_MINUTES}) as until
		from opening_confirmation where round_id = ${access.round.id}
		and confirmed_at > clock_timestamp() - make_interval(mins => ${OPENING_MINUTES})
		order by confirmed_at desc limit 1`.execute(ctx.db);
	const { closed, openedAt } = access.round;
	return { ...access, state: { mayBegin: closed, openedAt, waiting: openedAt ? null : (rows[0] ?? null) } };
}

/**
 * One of two people confirms that the tenders may be opened. When another has done so within half an hour,
 * everything is opened together, in this transaction. Gives whether it is open now.
 */
export async function confirmOpening(ctx: Context, ref: RoundRef): Promise<'waiting' | 'opened'> {
	const access = await accessRound(ctx, ref, openTenders);
	const person = namedWithSecondFactor(ctx);
	refuseIfCancelled(access.procurement);
	return ctx.db.transaction().execute(async (tx) => {
		await closeRound(tx, access.round.id);
		const other = await confirmed(tx, access.round.id, person.id);
		await tx
			.insertInto('opening_confirmation')
			.values({
				round_id: access.round.id,
				person_id: person.id,
				name: person.name,
				confirmed_at: sql`clock_timestamp()`
			})
			.execute();
		if (other) await openAll(tx, ctx, access, other, person);
		else
			await auditRun(
				tx,
				ctx,
				access.run,
				'procurement.opening-confirmed',
				`procurement_round:${access.round.id}`
			);
		return other ? 'opened' : 'waiting';
	});
}

interface Confirmation {
	person_id: string;
	name: string;
	confirmed_at: Date;
}

/** Locks the round for update: submissions under way finish first, none comes after. Refuses before the deadline. */
async function closeRound(tx: Tx, roundId: string): Promise<void> {
	await sql`select 1 from procurement_round where id = ${roundId} for update`.execute(tx);
	const { rows } = await sql<{ closed: boolean; opened: boolean }>`
		select coalesce(published_at is not null and clock_timestamp() > tenders_until, false) as closed,
			exists (select 1 from opening where round_id = ${roundId}) as opened
		from procurement_round where id = ${roundId}`.execute(tx);
	if (!rows[0]!.closed) throw new AppError('conflict', 'procurement.refuse.too-early');
	if (rows[0]!.opened) throw new AppError('conflict', 'procurement.refuse.opened');
}

async function confirmed(tx: Tx, roundId: string, personId: string): Promise<Confirmation | null> {
	const { rows } = await sql<Confirmation>`
		select person_id, name, confirmed_at from opening_confirmation where round_id = ${roundId}
		and confirmed_at > clock_timestamp() - make_interval(mins => ${OPENING_MINUTES})
		order by confirmed_at desc`.execute(tx);
	const other = rows.find((row) => row.person_id !== personId);
	if (!other && rows.length > 0) throw new AppError('conflict', 'procurement.refuse.same-person');
	return other ?? null;
}

async function openAll(
	tx: Tx,
	ctx: Context,
	{ run, procurement, round }: RoundAccess,
	first: Confirmation,
	second: { id: string; name: string }
): Promise<void> {
	const opening = await tx
		.insertInto('opening')
		.values({
			round_id: round.id,
			first_by: first.person_id,
			first_name: first.name,
			first_at: first.confirmed_at,
			second_by: second.id,
			second_name: second.name,
			opened_at: sql`clock_timestamp()`
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	const opened = await openTenderRows(tx, opening.id, round.id);
	await assignEvaluators(tx, run.id, round.id);
	await announce(tx, ctx.actor, {
		initiativeId: run.id,
		activityId: procurement.id,
		kind: 'progress',
		key: 'procurement.news.opened',
		params: { title: procurement.title },
		path: workPath(run.slug, procurement.id),
		audience: 'team'
	});
	for (const row of opened)
		await auditTender(tx, ctx, row.tender_id, 'tender.opened', { sha256: row.sha256 });
	await auditRun(tx, ctx, run, 'procurement.opened', `opening:${opening.id}`, {
		tenders: opened.map(({ position, sha256 }) => ({ position, sha256 }))
	});
}

/** The last version of every tender that was not withdrawn, by time of receipt. */
async function openTenderRows(tx: Tx, openingId: string, roundId: string) {
	const { rows } = await sql<{ tender_id: string; position: number; sha256: string }>`
		with last as (
			select distinct on (s.tender_id) s.* from tender_submission s join tender t on t.id = s.tender_id
			where t.round_id = ${roundId} order by s.tender_id, s.version desc
		), kept as (select last.*, row_number() over (order by received_at, id) as position from last where withdrawn_at is null),
		put as (
			insert into opened_tender (tender_id, opening_id, submission_id, position, organisation_name, partner_names)
			select k.tender_id, ${openingId}, k.id, k.position, o.name, coalesce((select array_agg(po.name order by tp.added_at)
				from tender_partner tp join organisation po on po.id = tp.organisation_id where tp.tender_id = t.id), '{}')
			from kept k join tender t on t.id = k.tender_id join organisation o on o.id = t.organisation_id
			returning tender_id
		)
		select k.tender_id, k.position::int, k.sha256 from kept k join put using (tender_id) order by k.position`.execute(
		tx
	);
	return rows;
}

/** The team's evaluators evaluate, until someone is replaced. */
async function assignEvaluators(tx: Tx, initiativeId: string, roundId: string): Promise<void> {
	await sql`insert into round_evaluator (round_id, person_id, name)
		select ${roundId}, p.id, p.name from team_member m join person p on p.id = m.person_id
		where m.initiative_id = ${initiativeId} and m.role = 'evaluator' and m.ended_at is null`.execute(tx);
}

export interface OpenedTender {
	id: string;
	position: number;
	organisationId: string;
	organisationName: string;
	partnerNames: string[];
	version: number;
	receivedAt: Date;
	sha256: string;
	submittedName: string;
}

/** Every opened tender of a round with what the opening list tells. Nothing before the opening. */
export async function openedTenders(db: DbOrTx, roundId: string): Promise<OpenedTender[]> {
	return db
		.selectFrom('opened_tender as ot')
		.innerJoin('opening as o', 'o.id', 'ot.opening_id')
		.innerJoin('tender as t', 't.id', 'ot.tender_id')
		.innerJoin('tender_submission as s', 's.id', 'ot.submission_id')
		.select(['t.id', 'ot.position', 't.organisation_id as organisationId'])
		.select(['ot.organisation_name as organisationName', 'ot.partner_names as partnerNames', 's.version'])
		.select(['s.received_at as receivedAt', 's.sha256', 's.submitted_name as submittedName'])
		.where('o.round_id', '=', roundId)
		.orderBy('ot.position')
		.execute();
}

/** The attested list: who opened, when, and every tender with its receipt. For those assigned. */
export async function openingProtocol(ctx: Context, ref: RoundRef) {
	const access = await accessRound(ctx, ref, seeTenderers);
	const opening = await ctx.db
		.selectFrom('opening')
		.selectAll()
		.where('round_id', '=', access.round.id)
		.executeTakeFirst();
	if (!opening) throw new AppError('conflict', 'procurement.refuse.not-opened');
	return { ...access, opening, tenders: await openedTenders(ctx.db, access.round.id) };
}
