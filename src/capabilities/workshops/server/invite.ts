import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { whyNotInvite } from '../rules.ts';
import { facilitateWorkshop, lockWorkshop, type Workshop } from './access.ts';
import { invitationMail } from './mails.ts';

export interface Invited {
	/** Mails that go out. */
	mailed: number;
	/** Organisations that nobody here represents: they are listed, to be reached in another way. */
	unreachable: number;
	already: number;
}

/** Invites organisations from the directory: everybody who represents them gets a mail of their own. */
export async function inviteOrganisations(
	ctx: Context,
	slug: string,
	id: string,
	organisationIds: string[]
): Promise<Invited> {
	if (organisationIds.length === 0)
		throw new AppError('invalid', 'workshops.error.pick-organisation', {
			fields: { organisation: 'workshops.error.pick-organisation' }
		});
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	return ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, id);
		refuse(whyNotInvite(workshop));
		const before = await countInvitations(tx, id);
		const fresh = await notYetInvited(tx, id, organisationIds);
		const people = await representatives(tx, fresh);
		const mailed = await insertPeople(tx, ctx, workshop, people);
		const unreachable = await insertUnreachable(
			tx,
			ctx,
			id,
			fresh.filter((one) => !people.some((person) => person.organisation_id === one))
		);
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.invited',
			subject: `workshop:${id}`,
			data: { organisations: fresh, mailed, before }
		});
		return { mailed, unreachable, already: organisationIds.length - fresh.length };
	});
}

async function countInvitations(tx: Tx, id: string): Promise<number> {
	const row = await tx
		.selectFrom('workshop_invitation')
		.select(sql<number>`count(*)::int`.as('n'))
		.where('workshop_id', '=', id)
		.executeTakeFirstOrThrow();
	return row.n;
}

async function notYetInvited(tx: Tx, id: string, wanted: string[]): Promise<string[]> {
	const rows = await tx
		.selectFrom('organisation as o')
		.select('o.id')
		.where('o.id', 'in', wanted)
		.where('o.hidden_at', 'is', null)
		.where((eb) =>
			eb.not(
				eb.exists(
					eb
						.selectFrom('workshop_invitation as v')
						.select('v.id')
						.whereRef('v.organisation_id', '=', 'o.id')
						.where('v.workshop_id', '=', id)
				)
			)
		)
		.execute();
	return rows.map((row) => row.id);
}

interface Receiver {
	organisation_id: string;
	person_id: string;
	email: string;
	name: string;
	lang: string;
}

async function representatives(tx: Tx, organisationIds: string[]): Promise<Receiver[]> {
	if (organisationIds.length === 0) return [];
	return tx
		.selectFrom('membership as m')
		.innerJoin('person as p', 'p.id', 'm.person_id')
		.distinctOn('p.id')
		.select(['m.organisation_id', 'm.person_id', 'p.email', 'p.name', 'p.lang'])
		.where('m.organisation_id', 'in', organisationIds)
		.where('m.role', 'in', ['representative', 'decision-maker'])
		.where('m.ended_at', 'is', null)
		.where('p.erased_at', 'is', null)
		.execute();
}

async function insertPeople(tx: Tx, ctx: Context, workshop: Workshop, people: Receiver[]): Promise<number> {
	if (people.length === 0) return 0;
	const rows = await tx
		.insertInto('workshop_invitation')
		.values(people.map((person) => ({ ...person, workshop_id: workshop.id, invited_by: ctx.actor.personId })))
		.onConflict((conflict) => conflict.doNothing())
		.returning(['id', 'person_id'])
		.execute();
	for (const row of rows) await sendMail(tx, invitationMail, { invitationId: row.id, event: 'invited' });
	await announceTo(
		tx,
		ctx,
		workshop,
		rows.map((row) => row.person_id!)
	);
	return rows.length;
}

/** Beside the mail: those with an account find the invitation on their own page. */
async function announceTo(tx: Tx, ctx: Context, workshop: Workshop, persons: string[]): Promise<void> {
	if (persons.length === 0) return;
	const { slug } = await tx
		.selectFrom('initiative')
		.select('slug')
		.where('id', '=', workshop.initiativeId)
		.executeTakeFirstOrThrow();
	await announce(tx, ctx.actor, {
		initiativeId: workshop.initiativeId,
		activityId: workshop.id,
		kind: 'invitation',
		key: 'workshops.news.invited',
		params: { title: workshop.title, at: workshop.startsAt.toISOString() },
		path: `/initiatives/${slug}/workshops/${workshop.id}`,
		audience: 'persons',
		persons
	});
}

async function insertUnreachable(tx: Tx, ctx: Context, id: string, organisations: string[]): Promise<number> {
	if (organisations.length === 0) return 0;
	await tx
		.insertInto('workshop_invitation')
		.values(
			organisations.map((organisation_id) => ({
				workshop_id: id,
				organisation_id,
				invited_by: ctx.actor.personId
			}))
		)
		.onConflict((conflict) => conflict.doNothing())
		.execute();
	return organisations.length;
}

export interface InvitedPerson {
	name: string;
	email: string;
	mailLang: Lang;
	livedExperience: boolean;
}

/** Invites somebody by e-mail: people with lived experience, or anyone outside the directory. */
export async function invitePerson(
	ctx: Context,
	slug: string,
	id: string,
	input: InvitedPerson
): Promise<'invited' | 'already'> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	return ctx.db.transaction().execute(async (tx) => {
		refuse(whyNotInvite(await lockWorkshop(tx, id)));
		const invitation = await insertInvitation(tx, {
			workshopId: id,
			email: input.email,
			name: input.name,
			lang: input.mailLang,
			livedExperience: input.livedExperience,
			invitedBy: ctx.actor.personId
		});
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.person-invited',
			subject: `workshop:${id}`,
			data: { livedExperience: input.livedExperience, new: invitation !== null }
		});
		return invitation ? 'invited' : 'already';
	});
}

interface NewInvitation {
	workshopId: string;
	email: string;
	name: string;
	lang: string;
	livedExperience: boolean;
	invitedBy: string | null;
	organisationId?: string | null;
	passedFrom?: string;
}

/** One invitation and its mail; null when the address already has one. */
export async function insertInvitation(tx: Tx, input: NewInvitation): Promise<string | null> {
	const row = await tx
		.insertInto('workshop_invitation')
		.values({
			workshop_id: input.workshopId,
			organisation_id: input.organisationId ?? null,
			email: input.email,
			name: input.name,
			lang: input.lang,
			lived_experience: input.livedExperience,
			passed_from: input.passedFrom ?? null,
			invited_by: input.invitedBy
		})
		.onConflict((conflict) => conflict.doNothing())
		.returning('id')
		.executeTakeFirst();
	if (row) await sendMail(tx, invitationMail, { invitationId: row.id, event: 'invited' });
	return row?.id ?? null;
}

/** Fills in how an organisation without anybody here is reached, and mails it. */
export async function reachOrganisation(
	ctx: Context,
	slug: string,
	id: string,
	input: { invitation: string; email: string }
): Promise<void> {
	await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		refuse(whyNotInvite(await lockWorkshop(tx, id)));
		const taken = await tx
			.selectFrom('workshop_invitation')
			.select('id')
			.where('workshop_id', '=', id)
			.where(sql`lower(email)`, '=', input.email.toLowerCase())
			.executeTakeFirst();
		refuse(taken ? 'workshops.refuse.invited-already' : null);
		const row = await tx
			.updateTable('workshop_invitation')
			.set({ email: input.email })
			.where('id', '=', input.invitation)
			.where('workshop_id', '=', id)
			.where('email', 'is', null)
			.returning('id')
			.executeTakeFirst();
		refuse(row ? null : 'workshops.refuse.invited-already');
		await sendMail(tx, invitationMail, { invitationId: row!.id, event: 'invited' });
	});
}

/** Takes back an invitation that nobody has answered; its link stops working. */
export async function removeInvitation(
	ctx: Context,
	slug: string,
	id: string,
	invitationId: string
): Promise<void> {
	const { initiative } = await facilitateWorkshop(ctx, slug, id);
	await ctx.db.transaction().execute(async (tx) => {
		const gone = await tx
			.deleteFrom('workshop_invitation')
			.where('id', '=', invitationId)
			.where('workshop_id', '=', id)
			.where('answer', 'is', null)
			.returning('id')
			.executeTakeFirst();
		refuse(gone ? null : 'workshops.refuse.answered');
		await audit(tx, ctx.actor, {
			chain: `initiative:${initiative.id}`,
			action: 'workshop.invitation-removed',
			subject: `workshop_invitation:${invitationId}`
		});
	});
}
