import { sql } from 'kysely';
import { signedAwards } from '#capabilities/agreements/index.ts';
import type { Facts } from '#capabilities/methods/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Procurement, Round } from './load.ts';

/**
 * What a phase tells its gate, of the round that it is about. Nothing that tenders left behind is read before they
 * are opened, nor how many were chosen before it is decided: until then the answers follow from the round's dates.
 */
export async function phaseFacts(db: DbOrTx, procurement: Procurement, round: Round): Promise<Facts> {
	const works = round.decidedAt ? await workFacts(db, round.id) : NO_WORK;
	return {
		'pcp.published': procurement.publishedAt !== null,
		'pcp.opened': round.openedAt !== null,
		'pcp.declared': round.openedAt !== null && (await allDeclared(db, round.id)),
		'pcp.frozen': round.frozenAt !== null,
		'pcp.decided': round.decidedAt !== null,
		'pcp.standstill-over': round.decidedAt !== null && (await standstillOver(db, round)),
		...works,
		'pcp.evaluated': await evaluated(db, round.id)
	};
}

const NO_WORK = { 'pcp.signed': false, 'pcp.reported': false, 'pcp.assessed': false, 'pcp.successful': 0 };

async function workFacts(db: DbOrTx, roundId: string): Promise<Facts> {
	const rows = await db
		.selectFrom('award as a')
		.leftJoin('phase_report as r', 'r.award_id', 'a.id')
		.leftJoin('phase_assessment as s', 's.award_id', 'a.id')
		.select(['a.id', 'r.reported_at', 's.assessed_at', 's.successful'])
		.where('a.round_id', '=', roundId)
		.where('a.excluded_at', 'is', null)
		.execute();
	const signed = await signedAwards(
		db,
		rows.map((row) => row.id)
	);
	// Where nobody was chosen there is nothing to sign, to report or to assess.
	return {
		'pcp.signed': rows.every((row) => signed.has(row.id)),
		'pcp.reported': rows.every((row) => row.reported_at !== null),
		'pcp.assessed': rows.every((row) => row.assessed_at !== null),
		'pcp.successful': rows.filter((row) => row.successful).length
	};
}

/** Every evaluator has declared for every tender that can be read, and there are evaluators. */
async function allDeclared(db: DbOrTx, roundId: string): Promise<boolean> {
	const { rows } = await sql<{ all: boolean }>`
		select exists (select from round_evaluator e where e.round_id = ${roundId} and e.ended_at is null)
			and not exists (
				select from round_evaluator e
				join opening o on o.round_id = e.round_id
				join opened_tender ot on ot.opening_id = o.id and ot.fault is null
				join tender t on t.id = ot.tender_id
				where e.round_id = ${roundId} and e.ended_at is null
				and not exists (select from conflict_declaration c where c.tender_id = ot.tender_id and c.person_id = e.person_id)
				and not exists (select from membership m where m.person_id = e.person_id and m.ended_at is null
					and (m.organisation_id = t.organisation_id or m.organisation_id in
						(select p.organisation_id from tender_partner p where p.tender_id = t.id)))
			) as all`.execute(db);
	return rows[0]!.all;
}

async function standstillOver(db: DbOrTx, round: Round): Promise<boolean> {
	if (!round.standstillOver) return false;
	const review = await db
		.selectFrom('review_application')
		.select('id')
		.where('round_id', '=', round.id)
		.where('ended_on', 'is', null)
		.executeTakeFirst();
	return review === undefined;
}

async function evaluated(db: DbOrTx, roundId: string): Promise<boolean> {
	const row = await db
		.selectFrom('phase_evaluation')
		.select('round_id')
		.where('round_id', '=', roundId)
		.where('learned', 'is not', null)
		.where('public_text', 'is not', null)
		.executeTakeFirst();
	return row !== undefined;
}
