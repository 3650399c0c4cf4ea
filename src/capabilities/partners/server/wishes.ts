import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { consume } from '#platform/server/limits/index.ts';
import type { WishInput } from '../form.ts';
import { accessCall, IS_OPEN, ownOrganisations, requireOwn, type Call } from './access.ts';

const WRITE = { name: 'partner-wish', points: 20, seconds: 3600 };

/** What an organisation brings and needs. */
export interface Wish {
	id: string;
	organisationId: string;
	organisation: string;
	slug: string;
	brings: string;
	needs: string;
	part: string | null;
	lang: string;
	revision: number;
	updatedAt: Date;
	/** Of an organisation that the asker may act for. */
	own: boolean;
	/** The asker's side has written to them; the id of that. */
	contactId: string | null;
}

export interface CallPage {
	call: Call;
	wishes: Wish[];
	organisations: { id: string; name: string }[];
}

/** Who looks for partners in an open call, the latest first, for those who may act for an organisation. */
export async function partnersPage(ctx: Context, callId: string): Promise<CallPage> {
	const call = await accessCall(ctx, callId);
	const organisations = ownOrganisations(ctx);
	const own = organisations.map((one) => one.id);
	const { rows } = await sql<Wish>`
		select w.id, o.id as "organisationId", o.name as organisation, o.slug, w.brings, w.needs, w.part, w.lang, w.revision,
			w.updated_at as "updatedAt", o.id = any(${uuids(own)}) as own,
			(select c.id from partner_contact c where c.wish_id = w.id and c.organisation_id = any(${uuids(own)})
				order by c.sent_at limit 1) as "contactId"
		from partner_wish w join organisation o on o.id = w.organisation_id
		where w.activity_id = ${callId} order by own desc, w.updated_at desc limit 200`.execute(ctx.db);
	return { call, wishes: rows, organisations };
}

/** Writes what one's organisation brings and needs, or rewrites it. Two who write at once: the second is told. */
export async function saveWish(ctx: Context, callId: string, input: WishInput): Promise<void> {
	const call = await accessCall(ctx, callId);
	requireOwn(ctx, input.organisationId);
	await consume(ctx.db, WRITE, ctx.actor.personId!);
	const values = { brings: input.brings, needs: input.needs, part: input.part ?? null, lang: ctx.lang };
	await ctx.db.transaction().execute(async (tx) => {
		const row = input.revision
			? await tx
					.updateTable('partner_wish')
					.set({ ...values, revision: input.revision + 1, updated_at: sql`clock_timestamp()` })
					.where('activity_id', '=', call.id)
					.where('organisation_id', '=', input.organisationId)
					.where('revision', '=', input.revision)
					.returning('id')
					.executeTakeFirst()
			: await tx
					.insertInto('partner_wish')
					.values({
						...values,
						activity_id: call.id,
						organisation_id: input.organisationId,
						created_by: ctx.actor.personId
					})
					.onConflict((c) => c.doNothing())
					.returning('id')
					.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'partners.refuse.changed');
		await note(tx, ctx, row.id, input.revision ? 'partner.wish-changed' : 'partner.wish-made');
	});
}

/** Takes it away, with all that was written to it. */
export async function withdrawWish(ctx: Context, callId: string, organisationId: string): Promise<void> {
	const call = await accessCall(ctx, callId);
	requireOwn(ctx, organisationId);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.deleteFrom('partner_wish')
			.where('activity_id', '=', call.id)
			.where('organisation_id', '=', organisationId)
			.returning('id')
			.executeTakeFirst();
		if (!row) throw notFound();
		await note(tx, ctx, row.id, 'partner.wish-withdrawn');
	});
}

/** In a chain of its own, whose name is a random id: the initiative's chain is the buyer's. */
export const note = (tx: Tx, ctx: Context, wishId: string, action: string): Promise<void> =>
	audit(tx, ctx.actor, { chain: `call:${wishId}`, action, subject: `partner_wish:${wishId}` });

/** Deletes what belongs to calls that take nothing more. */
export async function dropClosed(db: Context['db']): Promise<void> {
	await sql`delete from partner_wish w using activity a where a.id = w.activity_id and not (${IS_OPEN})`.execute(
		db
	);
}
