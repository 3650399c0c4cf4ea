import { sql } from 'kysely';
import { accessInitiativeById, type Initiative } from '#capabilities/initiatives/index.ts';
import {
	authorize,
	definePermission,
	hasPlatformRole,
	hasRoleIn,
	isSignedIn,
	type Actor
} from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

/** A call that organisations may look for partners for. */
export interface Call {
	id: string;
	kind: 'rfi' | 'procurement';
	title: LocalText;
	slug: string;
	initiativeId: string;
	until: Date;
	/** Published, not cancelled, before its deadline; by the database's clock. */
	open: boolean;
}

export interface CallOfRun {
	run: Initiative;
	/** The asker holds a key to the tenders. */
	holds: boolean;
}

const speaksFor = (actor: Actor) =>
	actor.memberships.filter((one) => hasRoleIn(actor, one.organisationId, 'representative'));

/**
 * Looking for partners, and seeing who does: whoever may act for an organisation, and stands nowhere on the buyer's
 * side. Who looks for partners means to tender, and that is for nobody there to know.
 */
export const seekPartners = definePermission<CallOfRun>('partners.seek', (actor, { run, holds }) => {
	if (!isSignedIn(actor)) return 'error.sign-in';
	const works = run.roles.length > 0 || holds || hasRoleIn(actor, run.organisationId);
	const leads = hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator');
	if (works || leads) return 'partners.refuse.buyer';
	return speaksFor(actor).length > 0 ? null : 'partners.refuse.representative';
});

/** Whether the link to who looks for partners leads anywhere for the asker: a visitor signs in first. */
export async function mayLookForPartners(ctx: Context, callId: string, run: Initiative): Promise<boolean> {
	if (!isSignedIn(ctx.actor)) return true;
	if (seekPartners.rule(ctx.actor, { run, holds: false }) !== null) return false;
	return !(await holdsKey(ctx, callId));
}

/** Organisations that the asker may act for. */
export const ownOrganisations = (ctx: Context): { id: string; name: string }[] =>
	speaksFor(ctx.actor).map((one) => ({ id: one.organisationId, name: one.organisationName }));

/** Of an open first round of tenders, or a request for information that still takes answers. */
const UNTIL = sql`coalesce(
	(select max(r.tenders_until) from procurement_round r where r.procurement_id = a.id
		and r.published_at is not null and coalesce(r.step, r.number) = 1),
	(select f.answers_until from rfi f where f.id = a.id and exists (select from rfi_version v where v.rfi_id = f.id)))`;
export const IS_OPEN = sql<boolean>`coalesce(clock_timestamp() <= ${UNTIL}, false)
	and not exists (select from procurement_cancellation c where c.procurement_id = a.id)
	and not exists (select from rfi_closing c where c.rfi_id = a.id)`;

export async function callById(db: DbOrTx, id: string): Promise<Call | null> {
	const { rows } = await sql<Omit<Call, 'title' | 'until'> & { title: unknown; until: Date | null }>`
		select a.id, a.kind, a.title, i.slug, i.id as "initiativeId", ${UNTIL} as until, ${IS_OPEN} as open
		from activity a join initiative i on i.id = a.initiative_id
		where a.id = ${id} and a.kind in ('rfi', 'procurement')`.execute(db);
	const [row] = rows;
	return row?.until ? { ...row, until: row.until, title: toText(row.title)! } : null;
}

/** The only way from an address to who looks for partners. @throws conflict where the call takes nothing more */
export async function accessCall(ctx: Context, id: string): Promise<Call> {
	if (!isSignedIn(ctx.actor)) {
		ctx.access.decided = true;
		throw new AppError('sign-in', 'error.sign-in');
	}
	const call = await callById(ctx.db, id);
	if (!call) {
		ctx.access.decided = true;
		throw notFound();
	}
	const run = await accessInitiativeById(ctx, call.initiativeId);
	authorize(ctx, seekPartners, { run, holds: await holdsKey(ctx, id) });
	if (!call.open) throw new AppError('conflict', 'partners.refuse.closed');
	return call;
}

async function holdsKey(ctx: Context, procurementId: string): Promise<boolean> {
	const { rows } = await sql<{ holds: boolean }>`select exists (select from round_holder h
		join procurement_round r on r.id = h.round_id where r.procurement_id = ${procurementId}
		and h.person_id = ${ctx.actor.personId}) or exists (select from procurement_holder p
		where p.procurement_id = ${procurementId} and p.person_id = ${ctx.actor.personId}) as holds`.execute(ctx.db);
	return rows[0]!.holds;
}

/** @throws forbidden where the asker may not act for the organisation */
export function requireOwn(ctx: Context, organisationId: string): void {
	if (!hasRoleIn(ctx.actor, organisationId, 'representative'))
		throw new AppError('forbidden', 'partners.refuse.representative');
}
