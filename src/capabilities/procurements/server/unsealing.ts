import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { createIdentity, recipientOf, sealText, wrapFor } from '#platform/sealing/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { noticeOutage } from '#platform/server/outages/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { BeginInput } from '../form.ts';
import { innerSeat, needsReason, outerSeat, type Pair, type Seat } from '../sealing/seats.ts';
import { namedPerson, namedWithSecondFactor } from './access.ts';
import { invalid } from './common.ts';
import { accessHeld, auditHeld, turnMail } from './held.ts';
import { recipientsOf, roundHolders } from './holders.ts';

// Two holders take off one layer each. What each gives is kept at once, so that a crash costs nothing; neither layer
// alone opens anything. A rehearsal does the same with a tender that the server made, and touches no other.

export interface Running {
	id: string;
	rehearsal: boolean;
	pair: Pair;
	reason: string | null;
	begunAt: Date;
	/** Tenders in it, and how many have had their outer and inner layer taken off, or could not. */
	total: number;
	outerDone: number;
	innerDone: number;
	failed: number;
	/** Whose layer is next; null when both are through. */
	turn: Seat | null;
}

interface RunningRow extends Omit<Running, 'turn'> {
	outerWaits: boolean;
	innerWaits: boolean;
}

// Every unsealing has a test tender besides, so that two people take part also where nobody tendered.
async function runningRow(db: DbOrTx, where: { roundId: string; id?: string }): Promise<RunningRow[]> {
	const { rows } = await sql<RunningRow>`
		select u.id, u.rehearsal, u.pair, u.reason, u.begun_at as "begunAt",
			count(i.submission_id)::int as total,
			count(i.submission_id) filter (where i.inner_wrap is not null or i.failed = 'outer')::int as "outerDone",
			count(i.submission_id) filter (where i.secret is not null or i.failed is not null)::int as "innerDone",
			count(i.submission_id) filter (where i.failed is not null)::int as failed,
			bool_or(i.inner_wrap is null and i.failed is null) as "outerWaits",
			bool_or(i.secret is null and i.failed is null) as "innerWaits"
		from unsealing u join unsealing_item i on i.unsealing_id = u.id
		where u.round_id = ${where.roundId} and u.ended_at is null
			and (${where.id ?? null}::uuid is null or u.id = ${where.id ?? null}::uuid)
		group by u.id order by u.begun_at`.execute(db);
	return rows;
}

function withTurn({ outerWaits, innerWaits, ...row }: RunningRow): Running {
	const turn = outerWaits ? outerSeat(row.pair) : innerWaits ? innerSeat(row.pair) : null;
	return { ...row, turn };
}

/** What goes on in a round now: a rehearsal, an opening, or both. */
export async function runningOf(db: DbOrTx, roundId: string): Promise<Running[]> {
	return (await runningRow(db, { roundId })).map(withTurn);
}

/** Begins an opening, after the deadline, or a rehearsal, on any day before. Any of the pair may. */
export async function beginUnsealing(ctx: Context, roundId: string, input: BeginInput): Promise<string> {
	const held = await accessHeld(ctx, roundId);
	const person = namedWithSecondFactor(ctx);
	const rehearsal = input.kind === 'rehearsal';
	if (held.cancelled) throw new AppError('conflict', 'procurement.refuse.cancelled');
	if (![outerSeat(input.pair), innerSeat(input.pair)].includes(held.seat))
		throw new AppError('forbidden', 'procurement.unseal.refuse.pair');
	if (!rehearsal && needsReason(input.pair) && !input.reason)
		throw invalid('procurement.unseal.refuse.reason', 'reason');
	return ctx.db.transaction().execute(async (tx) => {
		await lockForOpening(tx, roundId, rehearsal);
		await giveUp(tx, roundId, rehearsal);
		const { id } = await tx
			.insertInto('unsealing')
			.values({
				round_id: roundId,
				rehearsal,
				pair: input.pair,
				reason: rehearsal ? null : (input.reason ?? null),
				observer: rehearsal ? null : (input.observer ?? null),
				begun_by: person.id
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await addProbe(tx, id, roundId, input.pair);
		if (!rehearsal) await addTenders(tx, id, roundId, input.pair);
		await auditHeld(tx, ctx, held, rehearsal ? 'rehearsal-begun' : 'opening-begun', {
			pair: input.pair,
			...(input.reason ? { reason: 'given' } : {}),
			...(input.observer && !rehearsal ? { observer: input.observer } : {})
		});
		return id;
	});
}

/** Locks the round for update: submissions under way finish first, none comes after. Refuses before the deadline. */
export async function lockForOpening(tx: Tx, roundId: string, rehearsal: boolean): Promise<void> {
	await noticeOutage(tx);
	await sql`select 1 from procurement_round where id = ${roundId} for update`.execute(tx);
	const { rows } = await sql<{ closed: boolean; opened: boolean }>`
		select coalesce(published_at is not null and clock_timestamp() > tenders_until, false) as closed,
			exists (select 1 from opening where round_id = ${roundId}) as opened
		from procurement_round where id = ${roundId}`.execute(tx);
	if (!rows[0]!.closed && !rehearsal) throw new AppError('conflict', 'procurement.refuse.too-early');
	if (rows[0]!.opened) throw new AppError('conflict', 'procurement.refuse.opened');
}

/** Another pair takes over, or the same begins anew: what was given so far is thrown away. */
export async function giveUp(tx: Tx, roundId: string, rehearsal: boolean): Promise<void> {
	await sql`with ended as (update unsealing set ended_at = now(), outcome = 'given-up'
			where round_id = ${roundId} and rehearsal = ${rehearsal} and ended_at is null returning id)
		update unsealing_item set inner_wrap = null, secret = null where unsealing_id in (select id from ended)`.execute(
		tx
	);
}

const PROBE = 'Mötesplats rehearsal';

async function addProbe(tx: Tx, unsealingId: string, roundId: string, pair: Pair): Promise<void> {
	const recipients = await recipientsOf(tx, roundId);
	const secret = await createIdentity();
	const wrap = await wrapFor(recipients[outerSeat(pair)], recipients[innerSeat(pair)], secret);
	const probe = await sealText(await recipientOf(secret), PROBE);
	await tx
		.insertInto('unsealing_item')
		.values({ unsealing_id: unsealingId, position: 0, wrap: Buffer.from(wrap), probe: Buffer.from(probe) })
		.execute();
}

/** The wraps of every tender that was not withdrawn: released only now, after the deadline. */
async function addTenders(tx: Tx, unsealingId: string, roundId: string, pair: Pair): Promise<void> {
	await sql`insert into unsealing_item (unsealing_id, position, submission_id, wrap)
		select ${unsealingId}, row_number() over (order by s.received_at, s.id), s.id, p.body
		from (select distinct on (x.tender_id) x.* from tender_submission x join tender t on t.id = x.tender_id
			where t.round_id = ${roundId} order by x.tender_id, x.version desc) s
		join sealed_piece p on p.submission_id = s.id and p.name = ${`wrap-${pair}`}
		where s.withdrawn_at is null`.execute(tx);
}

export interface Layer {
	position: number;
	/** What the asker's identity is to open. */
	body: Uint8Array;
}

/** The layers that wait for the asker; none while it is the other's turn. */
export async function takeLayers(ctx: Context, roundId: string, unsealingId: string): Promise<Layer[]> {
	const held = await accessHeld(ctx, roundId);
	const running = await requireRunning(ctx.db, roundId, unsealingId);
	if (running.turn !== held.seat) return [];
	const outer = running.turn === outerSeat(running.pair);
	const { rows } = await sql<{ position: number; body: Buffer }>`
		select position, ${outer ? sql`wrap` : sql`inner_wrap`} as body from unsealing_item
		where unsealing_id = ${unsealingId} and failed is null
			and ${outer ? sql`inner_wrap is null` : sql`secret is null`} order by position`.execute(ctx.db);
	return rows.map((row) => ({ position: row.position, body: new Uint8Array(row.body) }));
}

export async function requireRunning(db: DbOrTx, roundId: string, id: string): Promise<Running> {
	const [row] = await runningRow(db, { roundId, id });
	if (!row) throw new AppError('conflict', 'procurement.unseal.refuse.ended');
	return withTurn(row);
}

export interface Given {
	position: number;
	/** The layer within, or null where it could not be opened. */
	body: Uint8Array | null;
}

/** Keeps what the asker's identity opened. @returns where the unsealing stands then */
export async function giveLayers(
	ctx: Context,
	roundId: string,
	unsealingId: string,
	given: Given[]
): Promise<Running> {
	const held = await accessHeld(ctx, roundId);
	namedWithSecondFactor(ctx);
	return ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from unsealing where id = ${unsealingId} for update`.execute(tx);
		const running = await requireRunning(tx, roundId, unsealingId);
		if (running.turn !== held.seat) throw new AppError('conflict', 'procurement.unseal.refuse.turn');
		const outer = held.seat === outerSeat(running.pair);
		for (const one of given) await keep(tx, unsealingId, outer, one);
		const after = await requireRunning(tx, roundId, unsealingId);
		if (after.turn !== held.seat) {
			if (outer) await passOn(tx, ctx, roundId, running);
			const what = `${running.rehearsal ? 'rehearsal' : 'opening'}-${outer ? 'outer' : 'inner'}-layer`;
			await auditHeld(tx, ctx, held, what, { pair: running.pair });
		}
		return after;
	});
}

/** The other one is told that it is their turn. */
async function passOn(tx: Tx, ctx: Context, roundId: string, { id, pair }: Running): Promise<void> {
	await sql`update unsealing set outer_at = now() where id = ${id}`.execute(tx);
	const next = (await roundHolders(tx, roundId)).find((one) => one.seat === innerSeat(pair))!;
	await sendMail(tx, turnMail, { roundId, personId: next.personId, name: namedPerson(ctx).name });
}

const SECRET = /^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/;

async function keep(tx: Tx, unsealingId: string, outer: boolean, { position, body }: Given): Promise<void> {
	const secret = body && !outer ? new TextDecoder().decode(body).trim() : null;
	const well = outer
		? body !== null && body.length > 0 && body.length < 8192
		: secret !== null && SECRET.test(secret);
	const values = well
		? outer
			? { inner_wrap: Buffer.from(body!) }
			: { secret }
		: { failed: outer ? ('outer' as const) : ('inner' as const) };
	await tx
		.updateTable('unsealing_item')
		.set(values)
		.where('unsealing_id', '=', unsealingId)
		.where('position', '=', position)
		.where('failed', 'is', null)
		.execute();
}

/** When a rehearsal last went well in a round, by the seats that took part. */
export async function rehearsedSeats(
	db: DbOrTx,
	roundId: string
): Promise<{ seats: Seat[]; at: Date | null }> {
	const rows = await db
		.selectFrom('unsealing')
		.select(['pair', 'ended_at'])
		.where('round_id', '=', roundId)
		.where('outcome', '=', 'worked')
		.orderBy('ended_at', 'desc')
		.execute();
	const seats = new Set(rows.flatMap((row) => [...row.pair] as Seat[]));
	return { seats: [...seats].sort(), at: rows[0]?.ended_at ?? null };
}

/** Everything the holder's page shows. */
export async function heldPage(ctx: Context, roundId: string) {
	const held = await accessHeld(ctx, roundId);
	const key = await ctx.db
		.selectFrom('holder_key')
		.select(['locked', 'recipient'])
		.where('person_id', '=', ctx.actor.personId)
		.where('recipient', '=', held.recipient)
		.executeTakeFirst();
	return {
		held,
		holders: (await roundHolders(ctx.db, roundId)).map(({ personId: _, ...one }) => one),
		locked: key?.locked ?? null,
		running: await runningOf(ctx.db, roundId),
		rehearsed: await rehearsedSeats(ctx.db, roundId)
	};
}
