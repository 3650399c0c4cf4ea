import { sql } from 'kysely';
import { isSignedIn } from '#platform/access/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { accessProcurement, type ProcurementRef } from './access.ts';
import { documentsOf } from './documents.ts';
import { publicEvaluations } from './evaluation.ts';
import { gatesOf } from './gate.ts';
import { viewsOf } from '../lots.ts';
import { publicCourse } from './course.ts';
import { roundHolders } from './holders.ts';
import type { Procurement } from './load.ts';
import { publicQuestions } from './questions.ts';
import { exemptionOf } from './setup.ts';

/** Who took part in a procurement, as everybody may know after the award of their first round. */
export interface Participant {
	organisationId: string;
	name: string;
	slug: string;
	/** Highest phase in which it got a contract; 0 when its tender was not chosen. */
	stage: number;
	/** The lot that it took part in; null where the call is not divided. A row for each lot. */
	lotId: string | null;
	/** Öre awarded in all rounds. */
	valueMinor: number;
	/** Of the last phase it took part in: did it succeed? Null while that is not assessed. */
	successful: boolean | null;
}

/** The public page: everything that tenderers need, readable without signing in. */
export async function publicProcurement(ctx: Context, ref: ProcurementRef) {
	const { run, procurement } = await accessProcurement(ctx, ref);
	const roundIds = procurement.rounds.map((round) => round.id);
	return {
		run,
		procurement,
		publication: await publicationOf(ctx.db, procurement.id),
		exemption: procurement.publishedAt ? await exemptionOf(ctx.db, procurement.id) : null,
		documents: await documentsOf(ctx.db, procurement.id),
		dossier: await attachedDossier(ctx, run.id),
		questions: await publicQuestions(ctx, roundIds),
		extensions: await extensionsOf(ctx.db, roundIds),
		decisions: await decisionsOf(ctx.db, roundIds),
		gates: await gatesOf(ctx.db, roundIds),
		evaluations: await publicEvaluations(ctx.db, roundIds),
		courses: await Promise.all(viewsOf(procurement).map((view) => publicCourse(ctx, view))),
		cancellation: await cancellationOf(ctx.db, procurement.id),
		holders: await publicHolders(ctx.db, procurement),
		participants: await participantsOf(ctx.db, procurement.id),
		mayStartFor: await organisationsThatMay(ctx, procurement.rounds)
	};
}

export type PublicProcurement = Awaited<ReturnType<typeof publicProcurement>>;

/** Who holds the keys of the newest round that has begun, by name, with what to check against the printed notice. */
async function publicHolders(db: DbOrTx, procurement: Procurement) {
	const round = procurement.rounds
		.filter((one) => one.publishedAt)
		.toSorted((a, b) => +a.publishedAt! - +b.publishedAt!)
		.at(-1);
	if (!round) return [];
	return (await roundHolders(db, round.id)).map(({ personId: _, ...holder }) => holder);
}

export async function publicationOf(db: DbOrTx, procurementId: string) {
	const row = await db
		.selectFrom('procurement_publication')
		.selectAll()
		.where('procurement_id', '=', procurementId)
		.executeTakeFirst();
	return row ?? null;
}

export async function cancellationOf(db: DbOrTx, procurementId: string) {
	const row = await db
		.selectFrom('procurement_cancellation')
		.selectAll()
		.where('procurement_id', '=', procurementId)
		.executeTakeFirst();
	return row ?? null;
}

async function extensionsOf(db: DbOrTx, roundIds: string[]) {
	if (roundIds.length === 0) return [];
	const rows = await db
		.selectFrom('round_extension as e')
		.leftJoin('outage as o', 'o.id', 'e.outage_id')
		.select(['e.round_id as roundId', 'e.from_at as fromAt', 'e.to_at as toAt', 'e.reason'])
		.select(['o.from_at as outageFrom', 'o.to_at as outageTo'])
		.where('e.round_id', 'in', roundIds)
		.orderBy('e.extended_at')
		.execute();
	return rows.map(({ outageFrom, outageTo, ...row }) => ({
		...row,
		outage: outageFrom && outageTo ? { from: outageFrom, to: outageTo } : null
	}));
}

async function decisionsOf(db: DbOrTx, roundIds: string[]) {
	if (roundIds.length === 0) return [];
	return db
		.selectFrom('award_decision')
		.select(['round_id as roundId', 'decided_body as body', 'decided_on as on', 'paragraph'])
		.select(['diary_number as diaryNumber', 'standstill_until as standstillUntil', 'standstill'])
		.where('round_id', 'in', roundIds)
		.execute();
}

/** Tenderers of rounds that are decided; before the award of a round nobody of it is named here. */
export async function participantsOf(db: DbOrTx, procurementId: string): Promise<Participant[]> {
	const { rows } = await sql<Participant>`
		select o.id as "organisationId", o.name, o.slug,
			coalesce(max(coalesce(r.step, r.number)) filter (where a.id is not null), 0)::int as stage, r.lot_id as "lotId",
			coalesce(sum(a.price_minor), 0)::bigint as "valueMinor",
			(array_agg(s.successful order by r.number desc) filter (where a.id is not null))[1] as successful
		from opened_tender ot
		join tender t on t.id = ot.tender_id
		join organisation o on o.id = t.organisation_id
		join procurement_round r on r.id = t.round_id
		join award_decision d on d.round_id = r.id
		left join award a on a.tender_id = t.id and a.excluded_at is null
		left join phase_assessment s on s.award_id = a.id
		left join procurement_lot l on l.id = r.lot_id
		where r.procurement_id = ${procurementId}
		group by o.id, o.name, o.slug, r.lot_id, l.position
		order by l.position, 4 desc, o.name collate "sv-SE-x-icu"`.execute(db);
	return rows.map((row) => ({ ...row, valueMinor: Number(row.valueMinor) }));
}

/** An organisation of the asker, and a round that it may tender in now. */
export interface MayTender {
	id: string;
	name: string;
	/** Of the round: one for each lot that is open. */
	number: number;
	/** A tender that it has begun. */
	tenderId: string | null;
}

/** Organisations of the asker with the rounds that they may tender in now. */
async function organisationsThatMay(
	ctx: Context,
	rounds: { id: string; tendersOpen: boolean }[]
): Promise<MayTender[]> {
	const open = rounds.filter((round) => round.tendersOpen).map((round) => round.id);
	if (open.length === 0 || !isSignedIn(ctx.actor) || ctx.actor.memberships.length === 0) return [];
	const ids = ctx.actor.memberships.map((one) => one.organisationId);
	const { rows } = await sql<MayTender>`
		select o.id, o.name, r.number, t.id as "tenderId" from procurement_round r
		join procurement p on p.id = r.procurement_id
		join initiative i on i.id = p.initiative_id
		join organisation o on o.id = any(${uuids(ids)}) and o.id <> i.organisation_id
		left join tender t on t.organisation_id = o.id and t.round_id = r.id
		where r.id = any(${uuids(open)}) and not exists (select from cancelled_round c where c.round_id = r.id)
			and (coalesce(r.step, r.number) = 1 or exists (
			select 1 from phase_invitation v where v.round_id = r.id and v.organisation_id = o.id))
		order by r.number, o.name collate "sv-SE-x-icu"`.execute(ctx.db);
	return rows;
}

/** One document with all its published versions, for everybody. */
export async function publicDocument(ctx: Context, ref: ProcurementRef, documentId: string) {
	const { run, procurement } = await accessProcurement(ctx, ref);
	const [document] = await documentsOf(ctx.db, procurement.id, { documentId });
	return { run, procurement, document: document ?? null };
}

/** Titles of published procurements of an initiative, newest first. */
export async function publishedProcurements(
	db: DbOrTx,
	initiativeId: string
): Promise<{ id: string; title: LocalText }[]> {
	const rows = await db
		.selectFrom('procurement as p')
		.innerJoin('procurement_publication as pub', 'pub.procurement_id', 'p.id')
		.select(['p.id', 'p.title'])
		.where('p.initiative_id', '=', initiativeId)
		.orderBy('pub.published_at', 'desc')
		.execute();
	return rows.map((row) => ({ id: row.id, title: toText(row.title)! }));
}

/** Masked renderings of the initiative's dossier: attached by themselves, newest first. */
export async function attachedDossier(ctx: Context, initiativeId: string) {
	const rows = await ctx.db
		.selectFrom('dossier_release')
		.select(['id', 'title', 'entries', 'released_by_name as releasedByName', 'released_at as releasedAt'])
		.where('initiative_id', '=', initiativeId)
		.orderBy('released_at', 'desc')
		.execute();
	return rows.map((row) => ({
		...row,
		title: toText(row.title)!,
		entries: (row.entries as { title?: unknown; body?: unknown }[]).map((entry) => ({
			title: toText(entry.title),
			body: toText(entry.body)
		}))
	}));
}

/** The owner's name, for the head of letters. */
export async function nameOfInitiative(ctx: Context, slug: string): Promise<string> {
	const row = await ctx.db
		.selectFrom('initiative as i')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.select('o.name')
		.where('i.slug', '=', slug)
		.executeTakeFirstOrThrow();
	return row.name;
}
