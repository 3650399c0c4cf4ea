import { sql } from 'kysely';
import type { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import { callWithLot, nameOfRound } from '../lots.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { fingerprint, isRecipient } from '#platform/sealing/index.ts';
import type { holderKeyForm } from '../form.ts';
import type { Seat } from '../sealing/seats.ts';
import { namedWithSecondFactor } from './access.ts';
import { invalid } from './common.ts';

export interface HolderKey {
	recipient: string;
	fingerprint: string;
	createdAt: Date;
	/** A copy of the secret lies here under the holder's passphrase. */
	copied: boolean;
}

/** The asker's own key, or null. The secret itself is never here. */
export async function myKey(ctx: Context): Promise<HolderKey | null> {
	const personId = requirePerson(ctx);
	const row = await currentKey(ctx.db, personId);
	return row
		? {
				recipient: row.recipient,
				fingerprint: await fingerprint(row.recipient),
				createdAt: row.created_at,
				copied: row.locked !== null
			}
		: null;
}

/** A person's key of now. */
export async function currentKey(db: DbOrTx, personId: string) {
	const row = await db
		.selectFrom('holder_key')
		.selectAll()
		.where('person_id', '=', personId)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	return row ?? null;
}

/**
 * Takes a new key in place of an earlier one: its public recipient and, if wanted, the secret under a passphrase.
 * Rounds that have begun keep the recipient they were published with.
 */
export async function saveKey(ctx: Context, input: z.output<typeof holderKeyForm>): Promise<void> {
	const person = namedWithSecondFactor(ctx);
	if (!isRecipient(input.recipient)) throw invalid('procurement.key.refuse.recipient', 'recipient');
	if (input.locked && !/^-----BEGIN AGE ENCRYPTED FILE-----\s/.test(input.locked))
		throw invalid('procurement.key.refuse.locked', 'locked');
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from person where id = ${person.id} for update`.execute(tx);
		await tx
			.updateTable('holder_key')
			.set({ ended_at: sql`now()` })
			.where('person_id', '=', person.id)
			.where('ended_at', 'is', null)
			.execute();
		const row = await tx
			.insertInto('holder_key')
			.values({ person_id: person.id, recipient: input.recipient, locked: input.locked ?? null })
			.onConflict((c) => c.column('recipient').doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!row) throw invalid('procurement.key.refuse.known', 'recipient');
		await audit(tx, ctx.actor, {
			chain: `person:${person.id}`,
			action: 'holder-key.made',
			subject: `holder_key:${row.id}`,
			data: { recipient: input.recipient, copied: Boolean(input.locked) }
		});
	});
}

/** Takes away the copy under a passphrase; the key itself goes on. */
export async function forgetCopy(ctx: Context): Promise<void> {
	const person = namedWithSecondFactor(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.updateTable('holder_key')
			.set({ locked: null })
			.where('person_id', '=', person.id)
			.where('ended_at', 'is', null)
			.execute();
		await audit(tx, ctx.actor, {
			chain: `person:${person.id}`,
			action: 'holder-key.copy-removed',
			subject: `person:${person.id}`
		});
	});
}

export interface HeldRound {
	roundId: string;
	slug: string;
	procurementId: string;
	title: LocalText;
	roundName: LocalText;
	number: number;
	seat: Seat;
	recipient: string;
	until: Date;
	/** Past its deadline. */
	closed: boolean;
	openedAt: Date | null;
	cancelled: boolean;
}

const heldRounds = (personId: string, roundId: string | null) => sql<HeldRound & { lot: number | null }>`
	select r.id as "roundId", i.slug, p.id as "procurementId", p.title, r.name as "roundName", r.number, l.position as lot, h.seat,
		h.recipient, r.tenders_until as until, clock_timestamp() > r.tenders_until as closed,
		o.opened_at as "openedAt", c.procurement_id is not null as cancelled
	from round_holder h
	join procurement_round r on r.id = h.round_id
	left join procurement_lot l on l.id = r.lot_id
	join procurement p on p.id = r.procurement_id
	join initiative i on i.id = p.initiative_id
	left join opening o on o.round_id = r.id
	left join cancelled_round c on c.round_id = r.id
	where h.person_id = ${personId}::uuid and (${roundId}::uuid is null or r.id = ${roundId}::uuid)
	order by r.tenders_until desc`;

/** Rounds that the asker holds a key for, latest deadline first. */
export async function myHeldRounds(ctx: Context): Promise<HeldRound[]> {
	const { rows } = await heldRounds(requirePerson(ctx), null).execute(ctx.db);
	return rows.map(shape);
}

/** One of them, or null for everybody else. */
export async function heldRound(db: DbOrTx, personId: string, roundId: string): Promise<HeldRound | null> {
	const { rows } = await heldRounds(personId, roundId).execute(db);
	return rows[0] ? shape(rows[0]) : null;
}

const shape = ({ lot, ...row }: HeldRound & { lot: number | null }): HeldRound => ({
	...row,
	title: toText(row.title)!,
	roundName: nameOfRound({ name: toText(row.roundName)!, lot: lot === null ? null : { position: lot } })
});

/** What the asker has to do as a holder: a key to make, rounds to rehearse or to open. */
export interface KeyTasks {
	make: boolean;
	/** Rounds whose tenders are not opened yet; `closed` where they can be. */
	rounds: { roundId: string; title: LocalText; closed: boolean }[];
}

export async function keyTasks(ctx: Context): Promise<KeyTasks> {
	const rows = (await tasksOf(ctx.db, requirePerson(ctx))) ?? [];
	return {
		make: rows.some((row) => row.roundId === null),
		rounds: rows.flatMap(({ roundId, title, lot, closed }) =>
			roundId ? [{ roundId, title: callWithLot(toText(title)!, lot), closed }] : []
		)
	};
}

interface TaskRow {
	personId: string;
	roundId: string | null;
	title: unknown;
	lot: number | null;
	closed: boolean;
}

/** Everybody who opens their work is asked for, and hardly anybody holds a key: all who come at once share a look. */
const tasksOf = askedTogether<TaskRow[]>(async (db, people) => {
	const holders = await holdersAmong(db, people);
	return holders.length > 0 ? tasksOfHolders(db, holders) : new Map();
});

/** Planning the whole question takes the database forty times as long as seeing that it need not be put. */
async function holdersAmong(db: DbOrTx, people: string[]): Promise<string[]> {
	const { rows } = await sql<{ id: string }>`
		select person_id as id from procurement_holder where person_id = any(${uuids(people)})
		union select person_id from round_holder where person_id = any(${uuids(people)})`.execute(db);
	return rows.map(({ id }) => id);
}

async function tasksOfHolders(db: DbOrTx, people: string[]): Promise<Map<string, TaskRow[]>> {
	const { rows } = await sql<TaskRow>`
		select h.person_id as "personId", null as "roundId", null as title, null::int as lot, false as closed
		from procurement_holder h
		where h.person_id = any(${uuids(people)})
			and not exists (select 1 from holder_key k where k.person_id = h.person_id and k.ended_at is null)
		union all
		select h.person_id, r.id, p.title, l.position, clock_timestamp() > r.tenders_until from round_holder h
		join procurement_round r on r.id = h.round_id
		left join procurement_lot l on l.id = r.lot_id
		join procurement p on p.id = r.procurement_id
		where h.person_id = any(${uuids(people)})
			and not exists (select 1 from opening o where o.round_id = r.id)
			and not exists (select 1 from cancelled_round c where c.round_id = r.id)`.execute(db);
	return Map.groupBy(rows, (row) => row.personId);
}
