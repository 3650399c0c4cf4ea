import { sql } from 'kysely';
import { z } from 'zod';
import { findPersonByEmail } from '#capabilities/identity/index.ts';
import { procureForInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { readText, toText } from '#platform/i18n/text.ts';
import { fingerprint } from '#platform/sealing/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { defineMail, personRecipient, sendMail } from '#platform/server/mail/index.ts';
import type { holdersForm } from '../form.ts';
import { SEATS, type Recipients, type Seat } from '../sealing/seats.ts';
import { accessProcurement, type ProcurementRef } from './access.ts';
import { auditRun, invalid, refuseIfCancelled } from './common.ts';

/** Somebody who is to hold a key in the rounds that have not begun. */
export interface Appointed {
	seat: Seat;
	personId: string;
	name: string;
	email: string;
	/** Null while they have made no key. */
	recipient: string | null;
	fingerprint: string | null;
}

/** Who is appointed, in the order of their seats. */
export async function appointedHolders(db: DbOrTx, procurementId: string): Promise<Appointed[]> {
	const { rows } = await sql<Omit<Appointed, 'fingerprint'>>`
		select h.seat, h.person_id as "personId", p.name, p.email, k.recipient from procurement_holder h
		join person p on p.id = h.person_id
		left join holder_key k on k.person_id = h.person_id and k.ended_at is null
		where h.procurement_id = ${procurementId} order by h.seat`.execute(db);
	return Promise.all(
		rows.map(async (row) => ({
			...row,
			fingerprint: row.recipient ? await fingerprint(row.recipient) : null
		}))
	);
}

/** A holder as published with the round. */
export interface Holder {
	seat: Seat;
	personId: string;
	name: string;
	recipient: string;
	fingerprint: string;
}

/** The holders of a round that has begun; none where it began before tenders were sealed. */
export async function roundHolders(db: DbOrTx, roundId: string): Promise<Holder[]> {
	const rows = await db
		.selectFrom('round_holder')
		.select(['seat', 'person_id as personId', 'name', 'recipient'])
		.where('round_id', '=', roundId)
		.orderBy('seat')
		.execute();
	return Promise.all(
		rows.map(async (row) => ({
			...row,
			seat: row.seat as Seat,
			fingerprint: await fingerprint(row.recipient)
		}))
	);
}

/** Whom tenders of the round are sealed for. @throws conflict where nobody holds keys */
export async function recipientsOf(db: DbOrTx, roundId: string): Promise<Recipients> {
	const holders = await roundHolders(db, roundId);
	if (holders.length < SEATS.length) throw new AppError('conflict', 'procurement.refuse.no-holders');
	return Object.fromEntries(holders.map((one) => [one.seat, one.recipient])) as Recipients;
}

/** Members of the team who may open tenders: the two first seats are theirs. */
export async function possibleOpeners(db: DbOrTx, initiativeId: string) {
	const { rows } = await sql<{ id: string; name: string }>`
		select distinct p.id, p.name from team_member m join person p on p.id = m.person_id
		where m.initiative_id = ${initiativeId} and m.role in ('opener', 'procurement-officer') and m.ended_at is null
		order by p.name`.execute(db);
	return rows;
}

/** The page where the three are appointed. */
export async function holdersPage(ctx: Context, ref: ProcurementRef) {
	const access = await accessProcurement(ctx, ref, procureForInitiative);
	const { procurement, run } = access;
	const begun = procurement.rounds.filter((one) => one.publishedAt);
	return {
		...access,
		appointed: await appointedHolders(ctx.db, procurement.id),
		openers: await possibleOpeners(ctx.db, run.id),
		rounds: await Promise.all(
			begun.map(async (round) => ({ round, holders: await roundHolders(ctx.db, round.id) }))
		)
	};
}

/** Appoints the three who hold keys from the next round on. The escrow stands outside team and buyer. */
export async function appointHolders(
	ctx: Context,
	ref: ProcurementRef,
	input: z.output<typeof holdersForm>
): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	refuseIfCancelled(procurement);
	if (input.a === input.b) throw invalid('procurement.holders.refuse.same', 'b');
	const openers = await possibleOpeners(ctx.db, run.id);
	for (const seat of ['a', 'b'] as const)
		if (!openers.some((one) => one.id === input[seat]))
			throw invalid('procurement.holders.refuse.opener', seat);
	const escrow = await findEscrow(ctx, run, input.escrow);
	const people: Record<Seat, string> = { a: input.a, b: input.b, e: escrow };
	const before = await appointedHolders(ctx.db, procurement.id);
	await ctx.db.transaction().execute(async (tx) => {
		await tx.deleteFrom('procurement_holder').where('procurement_id', '=', procurement.id).execute();
		for (const seat of SEATS) {
			await tx
				.insertInto('procurement_holder')
				.values({
					procurement_id: procurement.id,
					seat,
					person_id: people[seat],
					appointed_by: ctx.actor.personId
				})
				.execute();
			if (!before.some((one) => one.personId === people[seat]))
				await sendMail(tx, holderMail, { procurementId: procurement.id, personId: people[seat] });
		}
		await auditRun(tx, ctx, run, 'procurement.holders-appointed', `procurement:${procurement.id}`, {
			...people
		});
	});
}

async function findEscrow(ctx: Context, run: Initiative, email: string): Promise<string> {
	const person = await findPersonByEmail(ctx.db, email);
	if (!person) throw invalid('procurement.holders.refuse.unknown', 'escrow');
	const { rows } = await sql<{ inside: boolean }>`
		select exists (select 1 from team_member where initiative_id = ${run.id} and person_id = ${person.id}
			and ended_at is null) or exists (select 1 from membership where person_id = ${person.id}
			and organisation_id = ${run.organisationId} and ended_at is null) as inside`.execute(ctx.db);
	if (rows[0]!.inside) throw invalid('procurement.holders.refuse.inside', 'escrow');
	return person.id;
}

/** Fixes the holders of a round that begins, with the recipients they have now. @throws conflict while one has none */
export async function fixHolders(tx: Tx, roundId: string): Promise<void> {
	const { rows } = await sql<{ seat: Seat }>`
		insert into round_holder (round_id, seat, person_id, name, recipient)
		select r.id, h.seat, h.person_id, p.name, k.recipient from procurement_round r
		join procurement_holder h on h.procurement_id = r.procurement_id
		join person p on p.id = h.person_id
		join holder_key k on k.person_id = h.person_id and k.ended_at is null
		where r.id = ${roundId} returning seat`.execute(tx);
	if (rows.length < SEATS.length) throw new AppError('conflict', 'procurement.lacking.holders');
}

const holderMail = defineMail({
	name: 'procurement.holder',
	schema: z.object({ procurementId: z.uuid(), personId: z.uuid() }),
	recipient: (db, { personId }) => personRecipient(db, personId),
	render: async ({ db, data, t, recipient }) => {
		const row = await db
			.selectFrom('procurement as p')
			.innerJoin('initiative as i', 'i.id', 'p.initiative_id')
			.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
			.select(['p.title', 'o.name'])
			.where('p.id', '=', data.procurementId)
			.executeTakeFirstOrThrow();
		const params = { title: readText(toText(row.title), recipient.lang).text, organisation: row.name };
		return {
			subject: t('procurement.mail.holder.subject', params),
			body: [
				t('procurement.mail.holder.body', params),
				{ link: `${config().PUBLIC_URL}/${recipient.lang}/my/key`, text: t('procurement.mail.holder.link') }
			],
			reason: t('procurement.mail.holder.reason', params)
		};
	}
});
