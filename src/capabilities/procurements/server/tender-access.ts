import {
	authorize,
	definePermission,
	hasRoleIn,
	isSignedIn,
	type Actor,
	type Permission
} from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { declarationsShape, emptyContent, type Content, type Declarations } from '../sealing/content.ts';
import { refuseIfCancelled } from './common.ts';
import { viewOfLot } from '../lots.ts';
import { loadProcurement, type Procurement, type Round } from './load.ts';

export interface Partner {
	id: string;
	organisationId: string;
	name: string;
	confirmedAt: Date | null;
	confirmedName: string | null;
	/** What it declared when it confirmed. */
	declarations: Declarations | null;
}

/** A tender as its own side sees it. */
export interface Tender {
	id: string;
	organisationId: string;
	organisationName: string;
	claimed: boolean;
	lang: 'sv' | 'en';
	/** The draft as its writer's own key sealed it; null while nothing is written. */
	draft: { recipient: string; body: Uint8Array } | null;
	/** What was written before drafts were sealed, to be taken over by the first sealed one. */
	unsealed: Content | null;
	revision: number;
	updatedAt: Date;
	partners: Partner[];
	slug: string;
	procurement: Procurement;
	round: Round;
}

const leads = (actor: Actor, tender: Tender) => hasRoleIn(actor, tender.organisationId);
const partners = (actor: Actor, tender: Tender) =>
	tender.partners.filter((one) => hasRoleIn(actor, one.organisationId));

/** Knowing that the tender exists: its organisation's members and those of its partners. */
export const viewTender = definePermission<Tender>('tender.view', (actor, tender) =>
	leads(actor, tender) || partners(actor, tender).length > 0 ? null : 'error.not-found'
);

/** Reading what it says: a partner first confirms that it takes part. */
export const readOwnTender = definePermission<Tender>('tender.read', (actor, tender) =>
	leads(actor, tender) || partners(actor, tender).some((one) => one.confirmedAt)
		? null
		: 'procurement.refuse.confirm-first'
);

/** Writing the draft: every member of the tendering organisation. */
export const draftTender = definePermission<Tender>('tender.draft', (actor, tender) =>
	leads(actor, tender) ? null : 'error.forbidden'
);

/** Submitting, replacing, withdrawing: whoever may speak for the organisation. */
export const submitTenderPermission = definePermission<Tender>('tender.submit', (actor, tender) =>
	hasRoleIn(actor, tender.organisationId, 'representative') ? null : 'procurement.refuse.representative'
);

/** The only way from a URL to a tender for its own side. Others are told that there is no such page. */
export async function accessTender(
	ctx: Context,
	id: string,
	permission: Permission<Tender> = viewTender
): Promise<Tender> {
	ctx.access.decided = true;
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	const tender = await loadTender(ctx.db, id);
	if (!tender || viewTender.rule(ctx.actor, tender) !== null) throw notFound();
	authorize(ctx, permission, tender);
	return tender;
}

/** Reads a tender's draft and place; says nothing about who may see it. */
export async function loadTender(db: DbOrTx, id: string): Promise<Tender | null> {
	const row = await db
		.selectFrom('tender as t')
		.innerJoin('organisation as o', 'o.id', 't.organisation_id')
		.innerJoin('procurement_round as r', 'r.id', 't.round_id')
		.innerJoin('procurement as p', 'p.id', 'r.procurement_id')
		.innerJoin('initiative as i', 'i.id', 'p.initiative_id')
		.select(['t.id', 't.organisation_id', 'o.name', 'o.claimed_at', 't.lang', 't.revision'])
		.select(['t.content', 't.draft', 't.draft_recipient'])
		.select(['t.updated_at', 'r.id as roundId', 'p.id as procurementId', 'i.slug'])
		.where('t.id', '=', id)
		.executeTakeFirst();
	if (!row) return null;
	const whole = (await loadProcurement(db, row.procurementId))!;
	const round = whole.rounds.find((one) => one.id === row.roundId)!;
	return {
		id: row.id,
		organisationId: row.organisation_id,
		organisationName: row.name,
		claimed: row.claimed_at !== null,
		lang: row.lang as 'sv' | 'en',
		draft: row.draft ? { recipient: row.draft_recipient!, body: new Uint8Array(row.draft) } : null,
		unsealed: unsealedOf(row.content),
		revision: row.revision,
		updatedAt: row.updated_at,
		partners: await partnersOf(db, id),
		slug: row.slug,
		procurement: viewOfLot(whole, round.lot),
		round
	};
}

function unsealedOf(content: unknown): Content | null {
	const known = content as Partial<Content>;
	return known.name || known.answers ? { ...emptyContent(), ...known, files: [] } : null;
}

/** Nothing is written or sent after the deadline, nor where the procurement was cancelled. */
export function refuseClosed(tender: Tender): void {
	refuseIfCancelled(tender.procurement);
	if (!tender.round.tendersOpen) throw new AppError('conflict', 'procurement.refuse.deadline-passed');
}

async function partnersOf(db: DbOrTx, tenderId: string): Promise<Partner[]> {
	const rows = await db
		.selectFrom('tender_partner as tp')
		.innerJoin('organisation as o', 'o.id', 'tp.organisation_id')
		.select(['tp.id', 'tp.organisation_id as organisationId', 'o.name'])
		.select(['tp.confirmed_at as confirmedAt', 'tp.confirmed_name as confirmedName', 'tp.declarations'])
		.where('tp.tender_id', '=', tenderId)
		.orderBy('tp.added_at')
		.execute();
	return rows.map(({ declarations, ...row }) => ({
		...row,
		declarations: declarations === null ? null : declarationsShape.parse(declarations)
	}));
}

/** The tender's own chain, whose name is a random id. The buyer's views never show it before the opening. */
export const tenderChain = (tenderId: string) => `call:${tenderId}` as const;

/** Writes into the tender's own chain. */
export function auditTender(
	tx: Tx,
	ctx: Context,
	tenderId: string,
	action: string,
	data?: Record<string, unknown>
): Promise<void> {
	return audit(tx, ctx.actor, { chain: tenderChain(tenderId), action, subject: `tender:${tenderId}`, data });
}
