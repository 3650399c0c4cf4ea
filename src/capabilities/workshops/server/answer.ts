import { AppError, refuse } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import type { Registration } from '../form.ts';
import { whyNotRegister, type Sector } from '../rules.ts';
import { findWorkshop, lockWorkshop, type Workshop } from './access.ts';
import { insertInvitation } from './invite.ts';
import { readLink } from './links.ts';
import { changeNeeds, registerIn, withdraw, type Registered } from './register.ts';

export interface MyInvitation {
	id: string;
	name: string | null;
	email: string | null;
	organisation: { id: string; name: string; sector: Sector } | null;
	livedExperience: boolean;
	answer: string | null;
}

export interface MyPlace {
	id: string;
	name: string;
	hasPlace: boolean;
	withdrawn: boolean;
	onSite: boolean;
	attended: boolean;
	needs: { food?: string; interpreter?: string; access?: string } | null;
	/** Place in the queue, from 1; null for those with a place. */
	queue: number | null;
}

export interface MyWorkshop {
	workshop: Workshop;
	initiative: { id: string; slug: string; title: unknown; owner: string };
	invitation: MyInvitation | null;
	place: MyPlace | null;
}

/** What a personal link opens. Looking changes nothing: mail scanners follow links too. */
export async function openMyWorkshop(ctx: Context, token: string): Promise<MyWorkshop> {
	const owner = await readLink(ctx, token);
	const workshop = await findWorkshop(ctx.db, owner.workshopId);
	if (!workshop) throw new AppError('expired', 'error.expired');
	const invitation = owner.invitationId ? await invitationOf(ctx, owner.invitationId) : null;
	const place = await placeOf(ctx, owner);
	const initiative = await ctx.db
		.selectFrom('initiative as i')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.select(['i.id', 'i.slug', 'i.title', 'o.name as owner'])
		.where('i.id', '=', workshop.initiativeId)
		.executeTakeFirstOrThrow();
	return { workshop, initiative, invitation, place };
}

async function invitationOf(ctx: Context, id: string): Promise<MyInvitation | null> {
	const row = await ctx.db
		.selectFrom('workshop_invitation as v')
		.leftJoin('organisation as o', 'o.id', 'v.organisation_id')
		.select(['v.id', 'v.name', 'v.email', 'v.lived_experience', 'v.answer'])
		.select(['o.id as oid', 'o.name as oname', 'o.sector'])
		.where('v.id', '=', id)
		.executeTakeFirst();
	if (!row) return null;
	return {
		id: row.id,
		name: row.name,
		email: row.email,
		organisation: row.oid ? { id: row.oid, name: row.oname!, sector: row.sector as Sector } : null,
		livedExperience: row.lived_experience,
		answer: row.answer
	};
}

/** The latest registration behind a link: its own, or the one its invitation led to. */
async function placeOf(
	ctx: Context,
	owner: { participantId: string | null; invitationId: string | null }
): Promise<MyPlace | null> {
	if (!owner.participantId && !owner.invitationId) return null;
	const row = await ctx.db
		.selectFrom('workshop_participant')
		.selectAll()
		.$if(owner.participantId !== null, (query) => query.where('id', '=', owner.participantId!))
		.$if(owner.participantId === null, (query) => query.where('invitation_id', '=', owner.invitationId!))
		.orderBy('registered_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	if (!row) return null;
	return {
		id: row.id,
		name: row.name,
		hasPlace: row.place_at !== null,
		withdrawn: row.withdrawn_at !== null,
		onSite: row.on_site,
		attended: row.attended_at !== null,
		needs: row.needs as MyPlace['needs'],
		queue: row.place_at || row.withdrawn_at ? null : await queueOf(ctx, row)
	};
}

async function queueOf(ctx: Context, row: { workshop_id: string; registered_at: Date }): Promise<number> {
	const before = await ctx.db
		.selectFrom('workshop_participant')
		.select(({ fn }) => fn.countAll<number>().as('n'))
		.where('workshop_id', '=', row.workshop_id)
		.where('place_at', 'is', null)
		.where('withdrawn_at', 'is', null)
		.where('registered_at', '<', row.registered_at)
		.executeTakeFirstOrThrow();
	return Number(before.n) + 1;
}

/** Yes to an invitation: a registration, or a place in the queue. */
export async function answerYes(ctx: Context, token: string, input: Registration): Promise<Registered> {
	const { invitationId, workshopId } = await needInvitation(ctx, token);
	return ctx.db.transaction().execute(async (tx) => {
		const workshop = await lockWorkshop(tx, workshopId);
		await setAnswer(tx, invitationId, 'yes');
		return registerIn(tx, ctx, { workshopId, initiativeId: workshop.initiativeId, invitationId, input });
	});
}

export async function answerNo(ctx: Context, token: string): Promise<void> {
	const { invitationId, workshopId } = await needInvitation(ctx, token);
	const { place } = await openMyWorkshop(ctx, token);
	if (place && !place.withdrawn) await withdraw(ctx, place.id, workshopId);
	await ctx.db.transaction().execute((tx) => setAnswer(tx, invitationId, 'no'));
}

/** Gives the invitation to somebody else, who gets one of their own. */
export async function passOn(
	ctx: Context,
	token: string,
	input: { otherName: string; otherEmail: string }
): Promise<'invited' | 'already'> {
	const { invitationId, workshopId } = await needInvitation(ctx, token);
	const { invitation } = await openMyWorkshop(ctx, token);
	return ctx.db.transaction().execute(async (tx) => {
		refuse(whyNotRegister(await lockWorkshop(tx, workshopId)));
		refuse(invitation!.answer === 'other' ? 'workshops.refuse.passed-on' : null);
		await setAnswer(tx, invitationId, 'other');
		const created = await insertInvitation(tx, {
			workshopId,
			email: input.otherEmail,
			name: input.otherName,
			lang: ctx.lang,
			livedExperience: invitation!.livedExperience,
			organisationId: invitation!.organisation?.id ?? null,
			passedFrom: invitationId,
			invitedBy: null
		});
		return created ? 'invited' : 'already';
	});
}

async function setAnswer(tx: Tx, id: string, answer: 'yes' | 'no' | 'other'): Promise<void> {
	await tx
		.updateTable('workshop_invitation')
		.set({ answer, answered_at: new Date() })
		.where('id', '=', id)
		.execute();
}

async function needInvitation(ctx: Context, token: string) {
	const owner = await readLink(ctx, token);
	if (!owner.invitationId) throw new AppError('expired', 'error.expired');
	return { invitationId: owner.invitationId, workshopId: owner.workshopId };
}

/** Gives back the place behind a link. */
export async function withdrawByLink(ctx: Context, token: string): Promise<void> {
	const { place, workshop } = await openMyWorkshop(ctx, token);
	if (!place) throw new AppError('expired', 'error.expired');
	await withdraw(ctx, place.id, workshop.id);
}

export async function changeNeedsByLink(
	ctx: Context,
	token: string,
	input: Parameters<typeof changeNeeds>[3]
): Promise<void> {
	const { place, workshop } = await openMyWorkshop(ctx, token);
	if (!place) throw new AppError('expired', 'error.expired');
	await changeNeeds(ctx, place.id, workshop.id, input);
}
