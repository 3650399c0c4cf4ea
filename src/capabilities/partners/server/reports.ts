import { sql } from 'kysely';
import { definePermission, hasPlatformRole, isSignedIn, authorize } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { accessCall } from './access.ts';
import { accessContact } from './contacts.ts';
import { reportMail } from './mail.ts';
import { note } from './wishes.ts';

const REPORT = { name: 'partner-report', points: 5, seconds: 3600 };

/** Elevated administrators look at what was reported, but not in calls of an organisation of their own. */
export const handleReports = definePermission<null>('partners.reports', (actor) => {
	if (!isSignedIn(actor)) return 'error.sign-in';
	return hasPlatformRole(actor, 'administrator') ? null : 'error.forbidden';
});

/** Reports what somebody wrote in the list of a call. */
export async function reportWish(
	ctx: Context,
	callId: string,
	input: { wishId: string; reason: string }
): Promise<void> {
	const call = await accessCall(ctx, callId);
	const wish = await ctx.db
		.selectFrom('partner_wish')
		.select('id')
		.where('id', '=', input.wishId)
		.where('activity_id', '=', call.id)
		.executeTakeFirst();
	if (!wish) throw notFound();
	await report(ctx, { wish_id: wish.id, contact_id: null, reason: input.reason });
}

/** Reports a message that one was sent. */
export async function reportContact(ctx: Context, contactId: string, reason: string): Promise<void> {
	const contact = await accessContact(ctx, contactId);
	await report(ctx, { wish_id: contact.wishId, contact_id: contact.id, reason });
}

async function report(
	ctx: Context,
	values: { wish_id: string; contact_id: string | null; reason: string }
): Promise<void> {
	await consume(ctx.db, REPORT, ctx.actor.personId!);
	await ctx.db.transaction().execute(async (tx) => {
		const { id } = await tx
			.insertInto('partner_report')
			.values({ ...values, reported_by: ctx.actor.personId })
			.returning('id')
			.executeTakeFirstOrThrow();
		for (const personId of await administrators(tx))
			await sendMail(tx, reportMail, { reportId: id, personId });
		await note(tx, ctx, values.wish_id, 'partner.reported');
	});
}

async function administrators(tx: Tx): Promise<string[]> {
	const rows = await tx
		.selectFrom('platform_role')
		.select('person_id')
		.distinct()
		.where('role', '=', 'administrator')
		.where('ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.person_id);
}

export interface PartnerReport {
	id: string;
	/** Whose words they are. */
	organisation: string;
	/** What the call is named. */
	call: LocalText;
	/** Of an advert: what they bring, and what they look for. */
	advert: { brings: string; needs: string } | null;
	/** Of a message. */
	message: string | null;
	lang: string;
	reason: string;
	at: Date;
}

/** What waits to be looked at. */
export async function openReports(ctx: Context): Promise<PartnerReport[]> {
	authorize(ctx, handleReports, null);
	const own = ctx.actor.memberships.map((one) => one.organisationId);
	const { rows } = await sql<Omit<PartnerReport, 'call'> & { call: unknown }>`
		select r.id, o.name as organisation, a.title as call, c.body as message,
			case when c.id is null then json_build_object('brings', w.brings, 'needs', w.needs) end as advert,
			coalesce(c.lang, w.lang) as lang, r.reason, r.reported_at as at
		from partner_report r join partner_wish w on w.id = r.wish_id
		left join partner_contact c on c.id = r.contact_id
		join organisation o on o.id = coalesce(c.organisation_id, w.organisation_id)
		join activity a on a.id = w.activity_id join initiative i on i.id = a.initiative_id
		where r.handled_at is null and i.organisation_id <> all(${uuids(own)})
			and not exists (select from team_member m where m.initiative_id = i.id and m.person_id = ${ctx.actor.personId}
				and m.ended_at is null)
		order by r.reported_at limit 100`.execute(ctx.db);
	return rows.map((row) => ({ ...row, call: toText(row.call)! }));
}

/** Lets it stand, or removes it; what is removed is gone, with all that was written to it. */
export async function handleReport(
	ctx: Context,
	input: { reportId: string; act: 'keep' | 'remove' }
): Promise<void> {
	if (!(await openReports(ctx)).some((one) => one.id === input.reportId)) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('partner_report')
			.set({ handled_at: sql`clock_timestamp()` })
			.where('id', '=', input.reportId)
			.where('handled_at', 'is', null)
			.returning(['wish_id', 'contact_id'])
			.executeTakeFirst();
		if (!row) throw notFound();
		if (input.act === 'remove')
			await (row.contact_id
				? tx.deleteFrom('partner_contact').where('id', '=', row.contact_id).execute()
				: tx.deleteFrom('partner_wish').where('id', '=', row.wish_id).execute());
		await note(tx, ctx, row.wish_id, input.act === 'remove' ? 'partner.removed' : 'partner.kept');
	});
}
