import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import type { Registration } from '../form.ts';
import { whyNotRegister, type Sector, type TakesPartAs } from '../rules.ts';
import { accessWorkshop, lockWorkshop, type Workshop } from './access.ts';
import { participantMailTemplate, type MailEvent } from './mails.ts';
import { fillPlaces, needsSeat, takenPlaces } from './places.ts';

const PER_ADDRESS = { name: 'workshop-register', points: 60, seconds: 3600 };

export type Registered = 'place' | 'waiting' | 'already';

/** Registers on the public page, with or without an account. The mail that follows holds the way back. */
export async function registerForWorkshop(
	ctx: Context,
	slug: string,
	id: string,
	input: Registration
): Promise<Registered> {
	const { initiative } = await accessWorkshop(ctx, slug, id);
	await consume(ctx.db, PER_ADDRESS, ctx.client);
	return ctx.db
		.transaction()
		.execute((tx) => registerIn(tx, ctx, { workshopId: id, initiativeId: initiative.id, input }));
}

export interface NewRegistration {
	workshopId: string;
	initiativeId: string;
	input: Registration;
	invitationId?: string;
}

/** One place, or one in the queue, given out under the workshop's lock. */
export async function registerIn(tx: Tx, ctx: Context, registration: NewRegistration): Promise<Registered> {
	const { input, workshopId } = registration;
	const workshop = await lockWorkshop(tx, workshopId);
	refuse(whyNotRegister(workshop));
	const known = await findByEmail(tx, workshopId, input.email);
	// Told by mail only: the page must not say who is registered.
	if (known) {
		await tellAbout(tx, known, known.place_at ? 'confirmed' : 'waiting');
		return 'already';
	}
	const onSite = workshop.form === 'both' ? input.attend !== 'digital' : workshop.form === 'on-site';
	const full = needsSeat(workshop, onSite) && (await takenPlaces(tx, workshop)) >= workshop.capacity!;
	const row = await tx
		.insertInto('workshop_participant')
		.values({
			workshop_id: workshopId,
			invitation_id: registration.invitationId ?? null,
			person_id: ctx.actor.email?.toLowerCase() === input.email.toLowerCase() ? ctx.actor.personId : null,
			name: input.name,
			email: input.email,
			lang: ctx.lang,
			...(await belonging(tx, input)),
			on_site: onSite,
			needs: needsOf(input),
			place_at: full ? null : sql<Date>`clock_timestamp()`,
			sequence: await startSequence(tx, workshop, input.email)
		})
		.returning(['id', 'sequence'])
		.executeTakeFirstOrThrow();
	await tellAbout(tx, row, full ? 'waiting' : 'confirmed');
	await audit(tx, ctx.actor, {
		chain: `initiative:${registration.initiativeId}`,
		action: full ? 'workshop.queued' : 'workshop.registered',
		subject: `workshop_participant:${row.id}`
	});
	return full ? 'waiting' : 'place';
}

async function tellAbout(tx: Tx, row: { id: string; sequence: number }, event: MailEvent): Promise<void> {
	await sendMail(tx, participantMailTemplate, { participantId: row.id, event, sequence: row.sequence });
}

/** Gives the place back; the first in the queue gets it. */
export async function withdraw(ctx: Context, participantId: string, workshopId: string): Promise<void> {
	await ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, workshopId);
		refuse(workshop.started ? 'workshops.refuse.started' : null);
		const row = await tx
			.updateTable('workshop_participant')
			.set({ withdrawn_at: sql<Date>`clock_timestamp()`, sequence: sql<number>`sequence + 1`, needs: null })
			.where('id', '=', participantId)
			.where('workshop_id', '=', workshopId)
			.where('withdrawn_at', 'is', null)
			.returning(['id', 'sequence', 'email'])
			.executeTakeFirst();
		if (!row) throw new AppError('conflict', 'workshops.refuse.withdrawn');
		if (row.email && !workshop.cancelledAt) await tellAbout(tx, row, 'withdrawn');
		await fillPlaces(tx, workshop);
		await audit(tx, ctx.actor, {
			chain: `initiative:${workshop.initiativeId}`,
			action: 'workshop.withdrawn',
			subject: `workshop_participant:${participantId}`
		});
	});
}

/** Changes what somebody needs, and where both are possible, whether they come to the room. */
export async function changeNeeds(
	ctx: Context,
	participantId: string,
	workshopId: string,
	input: Pick<Registration, 'food' | 'interpreter' | 'access' | 'attend'>
): Promise<void> {
	await ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, workshopId);
		refuse(whyNotRegister(workshop));
		await tx
			.updateTable('workshop_participant')
			.set({ needs: needsOf(input) })
			.where('id', '=', participantId)
			.where('workshop_id', '=', workshopId)
			.where('withdrawn_at', 'is', null)
			.execute();
		if (workshop.form === 'both' && input.attend) await moveRoom(tx, workshop, participantId, input.attend);
	});
}

async function moveRoom(
	tx: Tx,
	workshop: Workshop,
	id: string,
	attend: 'on-site' | 'digital'
): Promise<void> {
	const onSite = attend === 'on-site';
	const row = await tx
		.selectFrom('workshop_participant')
		.select('on_site')
		.where('id', '=', id)
		.executeTakeFirstOrThrow();
	if (row.on_site === onSite) return;
	const full = needsSeat(workshop, onSite) && (await takenPlaces(tx, workshop)) >= workshop.capacity!;
	refuse(full ? 'workshops.refuse.full' : null);
	await tx.updateTable('workshop_participant').set({ on_site: onSite }).where('id', '=', id).execute();
	await fillPlaces(tx, workshop);
}

/** Someone who withdrew and comes again goes on counting, or their calendar would ignore the new place. */
async function startSequence(tx: Tx, workshop: Workshop, email: string): Promise<number> {
	const row = await tx
		.selectFrom('workshop_participant')
		.select(sql<number | null>`max(sequence)`.as('last'))
		.where('workshop_id', '=', workshop.id)
		.where(sql`lower(email)`, '=', email.toLowerCase())
		.executeTakeFirst();
	return Math.max(workshop.sequence, (row?.last ?? -1) + 1);
}

function findByEmail(tx: Tx, workshopId: string, email: string) {
	return tx
		.selectFrom('workshop_participant')
		.select(['id', 'sequence', 'place_at'])
		.where('workshop_id', '=', workshopId)
		.where(sql`lower(email)`, '=', email.toLowerCase())
		.where('withdrawn_at', 'is', null)
		.executeTakeFirst();
}

/** Whom somebody speaks for. A name that is in the directory is that organisation, with its sector. */
export async function belonging(
	db: DbOrTx,
	input: { takesPartAs: TakesPartAs; organisationName?: string; sector?: Sector }
): Promise<{
	takes_part_as: TakesPartAs;
	organisation_id: string | null;
	organisation_name: string | null;
	sector: Sector | null;
}> {
	const none = { organisation_id: null, organisation_name: null, sector: null };
	if (input.takesPartAs !== 'organisation') return { takes_part_as: input.takesPartAs, ...none };
	if (!input.organisationName)
		throw new AppError('invalid', 'form.error.failed', {
			fields: { organisationName: 'workshops.error.organisation' }
		});
	const known = await findOrganisation(db, input.organisationName);
	if (!known && !input.sector)
		throw new AppError('invalid', 'form.error.failed', { fields: { sector: 'workshops.error.sector' } });
	return {
		takes_part_as: 'organisation',
		organisation_id: known?.id ?? null,
		organisation_name: known ? null : input.organisationName,
		sector: (known?.sector as Sector | undefined) ?? input.sector!
	};
}

export function findOrganisation(db: DbOrTx, name: string) {
	return db
		.selectFrom('organisation')
		.select(['id', 'name', 'sector'])
		.where(sql`lower(name)`, '=', name.trim().toLowerCase())
		.where('hidden_at', 'is', null)
		.executeTakeFirst();
}

function needsOf(input: Pick<Registration, 'food' | 'interpreter' | 'access'>) {
	const { food, interpreter, access } = input;
	return food || interpreter || access ? json({ food, interpreter, access }) : null;
}
