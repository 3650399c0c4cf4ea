import { sql } from 'kysely';
import { can, requirePerson } from '#platform/access/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { nameOfRound } from '../lots.ts';
import { suppliersOf } from './gate.ts';
import { lastSubmission, receiptsOf } from './receipts.ts';
import { roundHolders } from './holders.ts';
import { documentVersions, standingRefusals } from './submit.ts';
import { refusalReasons } from './checks-read.ts';
import type { Fault } from './opening-list.ts';
import { negotiatedAnswers } from './negotiated.ts';
import { correctionsOf } from './prices.ts';
import { askedOf } from './request-answers.ts';
import { draftTender, readOwnTender, submitTenderPermission, type Tender } from './tender-access.ts';
import { readOwn } from './vault.ts';
import { uuids } from '#platform/server/db/lists.ts';

export interface MyTender {
	id: string;
	title: LocalText;
	slug: string;
	procurementId: string;
	roundName: LocalText;
	roundNumber: number;
	/** The lot's number; null where the call is not divided. */
	lot: number | null;
	organisation: string;
	/** The asker's organisation is a partner, not the tenderer. */
	partner: boolean;
	confirmed: boolean;
	until: Date | null;
	open: boolean;
	/** Last version sent and not withdrawn. */
	version: number | null;
	cancelled: boolean;
	decided: boolean;
	awarded: boolean;
}

/** Tenders of the asker's organisations, and those they are asked to stand behind. Newest first. */
export async function myTenders(ctx: Context): Promise<{ tenders: MyTender[]; invitations: Invitation[] }> {
	requirePerson(ctx);
	const ids = ctx.actor.memberships.map((one) => one.organisationId);
	const { rows } = await sql<MyTender>`
		select t.id, p.title, i.slug, p.id as "procurementId", r.name as "roundName", coalesce(r.step, r.number) as "roundNumber", l.position as lot,
			o.name as organisation, not (t.organisation_id = any(${uuids(ids)})) as partner,
			exists (select 1 from tender_partner x where x.tender_id = t.id and x.organisation_id = any(${uuids(ids)})
				and x.confirmed_at is not null) as confirmed,
			r.tenders_until as until, clock_timestamp() <= r.tenders_until as open,
			(select s.version from tender_submission s where s.tender_id = t.id and s.withdrawn_at is null
				and s.version = (select max(version) from tender_submission m where m.tender_id = t.id)) as version,
			c.procurement_id is not null as cancelled, d.round_id is not null as decided, a.id is not null as awarded
		from tender t
		join organisation o on o.id = t.organisation_id
		join procurement_round r on r.id = t.round_id
		left join procurement_lot l on l.id = r.lot_id
		join procurement p on p.id = r.procurement_id
		join initiative i on i.id = p.initiative_id
		left join cancelled_round c on c.round_id = r.id
		left join award_decision d on d.round_id = r.id
		left join award a on a.tender_id = t.id and a.excluded_at is null
		where t.organisation_id = any(${uuids(ids)})
			or exists (select 1 from tender_partner x where x.tender_id = t.id and x.organisation_id = any(${uuids(ids)}))
		order by t.created_at desc`.execute(ctx.db);
	const tenders = rows.map((row) => ({
		...row,
		title: toText(row.title)!,
		roundName: toText(row.roundName)!
	}));
	return { tenders, invitations: await invitationsFor(ctx, ids) };
}

export interface Invitation {
	slug: string;
	procurementId: string;
	title: LocalText;
	/** With its lot, where the call is divided. */
	roundName: LocalText;
	organisation: string;
	until: Date;
}

/** Open rounds that one's organisation went on to and has not begun to tender in. */
async function invitationsFor(ctx: Context, ids: string[]): Promise<Invitation[]> {
	const { rows } = await sql<Invitation & { lot: number | null }>`
		select i.slug, p.id as "procurementId", p.title, r.name as "roundName", l.position as lot, o.name as organisation, r.tenders_until as until
		from phase_invitation v
		join organisation o on o.id = v.organisation_id
		join procurement_round r on r.id = v.round_id
		left join procurement_lot l on l.id = r.lot_id
		join procurement p on p.id = r.procurement_id
		join initiative i on i.id = p.initiative_id
		where v.organisation_id = any(${uuids(ids)}) and r.published_at is not null and clock_timestamp() <= r.tenders_until
		and not exists (select 1 from cancelled_round c where c.round_id = r.id)
		and not exists (select 1 from tender t where t.round_id = r.id and t.organisation_id = v.organisation_id)
		order by r.tenders_until`.execute(ctx.db);
	return rows.map(({ lot, ...row }) => ({
		...row,
		title: toText(row.title)!,
		roundName: nameOfRound({ name: toText(row.roundName)!, lot: lot === null ? null : { position: lot } })
	}));
}

/** Everything the tenderer's own page shows: state, receipts, what is lacking, and later what was opened. */
export async function tenderPage(ctx: Context, tenderId: string) {
	const { tender, receipts } = await receiptsOf(ctx, tenderId);
	const mayRead = can(ctx.actor, readOwnTender, tender);
	const last = await lastSubmission(ctx.db, tenderId);
	const { draft, unsealed, ...known } = tender;
	return {
		tender: known,
		begun: draft !== null || unsealed !== null,
		receipts,
		last,
		/** The documents were amended after the tender was handed in. */
		amended: last !== null && (last.documents ?? 0) < (await documentVersions(ctx.db, tender.procurement.id)),
		sent: mayRead ? await readOwn(ctx.db, tenderId) : null,
		requests: mayRead ? await askedOf(ctx.db, tenderId) : [],
		changed: mayRead ? await negotiatedAnswers(ctx.db, tenderId, { settled: false }) : {},
		refusal: mayRead ? await refusalOf(ctx, tender) : null,
		corrections: mayRead ? await correctionsOf(ctx.db, [tenderId]) : [],
		lacking: standingRefusals(tender),
		holders: (await roundHolders(ctx.db, tender.round.id)).map(({ personId: _, ...one }) => one),
		mayRead,
		mayDraft: can(ctx.actor, draftTender, tender),
		maySubmit: can(ctx.actor, submitTenderPermission, tender),
		...(await afterDecision(ctx, tender.id, tender.round.id))
	};
}

/** Whoever is out is told so at once, with the reasons; the letter with the decision says it again. */
async function refusalOf(ctx: Context, { id, lang }: Pick<Tender, 'id' | 'lang'>) {
	const row = await ctx.db
		.selectFrom('opened_tender')
		.select('fault')
		.where('tender_id', '=', id)
		.where('fault', 'like', 'written.%')
		.executeTakeFirst();
	if (!row) return null;
	const fault = row.fault as Fault;
	return { fault, reasons: await refusalReasons(ctx.db, id, fault, lang) };
}

async function afterDecision(ctx: Context, tenderId: string, roundId: string) {
	const letter = await letterRow(ctx, tenderId);
	const suppliers = letter ? await suppliersOf(ctx.db, roundId) : [];
	return { letter, supplier: suppliers.find((one) => one.tenderId === tenderId) ?? null };
}

async function letterRow(ctx: Context, tenderId: string) {
	const row = await ctx.db
		.selectFrom('decision_letter as l')
		.innerJoin('tender as t', 't.id', 'l.tender_id')
		.innerJoin('award_decision as d', 'd.round_id', 't.round_id')
		.leftJoin('award as a', (join) => join.onRef('a.tender_id', '=', 't.id').on('a.excluded_at', 'is', null))
		.select(['l.reasons', 'l.lang', 'l.sent_at as sentAt', 'd.decided_body as decidedBody'])
		.select(['d.decided_by_name as decidedByName', 'd.decided_on as decidedOn', 'd.paragraph'])
		.select(['d.diary_number as diaryNumber', 'd.standstill_until as standstillUntil', 'a.id as awardId'])
		.select('d.standstill')
		.where('l.tender_id', '=', tenderId)
		.where('l.sent_at', 'is not', null)
		.executeTakeFirst();
	return row ? { ...row, lang: row.lang as Lang } : null;
}

/** The decision letter of one's own tender. @throws not-found before it is sent */
export async function tenderLetter(ctx: Context, tenderId: string) {
	const page = await tenderPage(ctx, tenderId);
	if (!page.letter || !page.mayRead) throw new AppError('not-found', 'error.not-found');
	return { tender: page.tender, letter: page.letter };
}
