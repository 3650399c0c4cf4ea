import { sql } from 'kysely';
import { translator, type Lang } from '#platform/i18n/index.ts';
import { plainText, toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { SealedSolution } from '../form.ts';
import { EXCLUSION_GROUNDS, RESERVED_YEARS, type CheckResult } from '../written-facts.ts';
import { readTenders, type RoundAccess, type RoundRef } from './access.ts';
import { refuseNeutral } from './anonymous.ts';
import { undeclared } from './declarations.ts';
import { exclusionOf } from './exclusion.ts';
import type { Fault } from './opening-list.ts';
import { refuseShut, tendersWithDoors, type TenderRow, type WithTenders } from './reading.ts';
import { requestsTo, type TenderRequest } from './requests.ts';
import { auditTender } from './tender-access.ts';
import { readSolution } from './vault.ts';

/** What was found of a tender and a condition; the last of several counts. */
export interface Finding {
	id: string;
	tenderId: string;
	conditionId: string;
	result: CheckResult;
	reason: string;
	name: string;
	at: Date;
}

/** Findings of the given tenders, oldest first. Says nothing about who may see them. */
export async function findingsOf(db: DbOrTx, tenderIds: string[]): Promise<Finding[]> {
	if (tenderIds.length === 0) return [];
	const rows = await db
		.selectFrom('condition_check')
		.select(['id', 'tender_id as tenderId', 'condition_id as conditionId', 'result', 'reason'])
		.select(['checked_name as name', 'checked_at as at'])
		.where('tender_id', 'in', tenderIds)
		.orderBy('checked_at')
		.execute();
	return rows.map((row) => ({ ...row, result: row.result as CheckResult }));
}

export interface CheckedTender extends TenderRow {
	solution: Pick<SealedSolution, 'declared' | 'partners'>;
	/** Conditions that somebody who stands behind it has said nothing of. */
	undeclared: string[];
	findings: Finding[];
	requests: TenderRequest[];
	/** Awards to those behind it in the past three years, in calls of the same buyer reserved in the same way. */
	earlier: { organisation: string; title: LocalText; at: Date }[];
}

/** How opened tenders stand to the conditions, those that are out included. Reading what is declared is written down. */
export async function checksOf(
	ctx: Context,
	ref: RoundRef
): Promise<WithTenders & { checked: CheckedTender[]; freeze: { name: string; at: Date } | null }> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	refuseNeutral(access);
	const open = [...access.tenders, ...access.refused].filter((one) => one.door === 'open');
	if (open[0]) await refuseShut(ctx, access, open[0]);
	const ids = open.map((one) => one.id);
	const [findings, requests] = [await findingsOf(ctx.db, ids), await requestsTo(ctx.db, ids)];
	const checked = await ctx.db.transaction().execute(async (tx) => {
		const rows: CheckedTender[] = [];
		for (const tender of open) {
			const { declared, partners } = await readSolution(tx, tender.id);
			await auditTender(tx, ctx, tender.id, 'tender.declarations-read');
			rows.push({
				...tender,
				solution: { declared, partners },
				undeclared: undeclared(access.procurement.conditions, { declared, partners }),
				findings: findings.filter((one) => one.tenderId === tender.id),
				requests: requests.filter((one) => one.tenderId === tender.id),
				earlier: access.procurement.reserved === 'services' ? await earlierAwards(tx, access, tender.id) : []
			});
		}
		return rows;
	});
	return { ...access, checked, freeze: await checkFreezeOf(ctx.db, access.round.id) };
}

/** LOU 19 kap. 25 § third paragraph. Whether it was the same service is for the official to judge. */
async function earlierAwards(
	db: DbOrTx,
	{ procurement, run }: RoundAccess,
	tenderId: string
): Promise<CheckedTender['earlier']> {
	const { rows } = await sql<{ organisation: string; title: unknown; at: Date }>`
		select distinct o.name as organisation, p.title, d.decided_at as at from award a
		join award_decision d on d.round_id = a.round_id
		join procurement_round r on r.id = a.round_id
		join procurement p on p.id = r.procurement_id and p.reserved = 'services' and p.id <> ${procurement.id}
		join initiative i on i.id = p.initiative_id and i.organisation_id = ${run.organisationId}
		join organisation o on o.id = a.organisation_id
		where d.decided_at > now() - make_interval(years => ${RESERVED_YEARS})
		and a.organisation_id in (select organisation_id from tender where id = ${tenderId}
			union select organisation_id from tender_partner where tender_id = ${tenderId})
		order by d.decided_at`.execute(db);
	return rows.map((row) => ({ ...row, title: toText(row.title)! }));
}

async function checkFreezeOf(db: DbOrTx, roundId: string) {
	const row = await db
		.selectFrom('check_freeze')
		.select(['frozen_name as name', 'frozen_at as at'])
		.where('round_id', '=', roundId)
		.executeTakeFirst();
	return row ?? null;
}

/** Why a tender is out, in words: what was not met, or what was made of its price. In the order of the conditions. */
export async function refusalReasons(
	db: DbOrTx,
	tenderId: string,
	fault: Fault,
	lang: Lang
): Promise<string[]> {
	if (fault === 'written.fault.low') {
		const low = await db
			.selectFrom('low_tender')
			.select('outcome_reason')
			.where('tender_id', '=', tenderId)
			.executeTakeFirst();
		return low?.outcome_reason ? [low.outcome_reason] : [];
	}
	if (fault !== 'written.fault.excluded' && fault !== 'written.fault.unqualified') return [];
	const later = await exclusionOf(db, tenderId);
	if (later) {
		const { statement } = EXCLUSION_GROUNDS.find((one) => one.key === later.ground)!;
		return [`”${translator(lang)(statement)}” (${later.paragraph}) – ${later.reason}`];
	}
	const conditions = await db
		.selectFrom('procurement_condition as c')
		.innerJoin('condition_check as k', 'k.condition_id', 'c.id')
		.select(['c.id', 'c.statement', 'c.paragraph', 'k.result', 'k.reason'])
		.where('k.tender_id', '=', tenderId)
		.orderBy('c.position')
		.orderBy('k.checked_at', 'desc')
		.execute();
	const last = conditions.filter((one, at) => conditions.findIndex((other) => other.id === one.id) === at);
	return last
		.filter((one) => one.result === 'not-met')
		.map(({ statement, paragraph, reason }) =>
			[`”${plainText(toText(statement), lang)}”`, paragraph && `(${paragraph})`, `– ${reason}`]
				.filter(Boolean)
				.join(' ')
		);
}
