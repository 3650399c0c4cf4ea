import { z } from 'zod';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { accessRound, seeTenderers, type RoundRef } from './access.ts';
import { namesHidden, noteNamesSeen, refuseNeutral, sightOf } from './anonymous.ts';

/** Why an opened tender cannot be evaluated. */
export const FAULTS = [
	'procurement.fault.unwrap',
	'procurement.fault.altered',
	'procurement.fault.unreadable',
	'procurement.fault.label',
	'procurement.fault.price',
	'procurement.fault.ceiling',
	'procurement.fault.promised',
	'written.fault.excluded',
	'written.fault.unqualified',
	'written.fault.declaration',
	'written.fault.low'
] as const;
export type Fault = (typeof FAULTS)[number];

/** Tenders that could be read but are out: what was found stands in them, so their doors are guarded as those of others. */
export const REFUSALS: readonly Fault[] = [
	'procurement.fault.price',
	'procurement.fault.ceiling',
	'procurement.fault.promised',
	'written.fault.excluded',
	'written.fault.unqualified',
	'written.fault.declaration',
	'written.fault.low'
];

/** Decided upon after the opening: no part of what was attested then. */
const isLater = (fault: Fault | null) => fault !== null && fault.startsWith('written.');

export const REMARKS = [
	'procurement.remark.version',
	'procurement.remark.documents',
	'procurement.remark.server',
	'written.remark.declaration'
] as const;
export type Remark = (typeof REMARKS)[number];

const remarkList = z.array(z.enum(REMARKS));

export interface OpenedTender {
	id: string;
	position: number;
	/** Drawn by lot where the round is evaluated anonymously: 1 for A. */
	label: number | null;
	organisationId: string;
	organisationName: string;
	partnerNames: string[];
	version: number;
	receivedAt: Date;
	sha256: string;
	submittedName: string;
	/** Why it is not evaluated. */
	fault: Fault | null;
	remarks: Remark[];
}

/** Every opened tender of a round, also those that could not be read. Nothing before the opening. */
export async function listedTenders(db: DbOrTx, roundId: string): Promise<OpenedTender[]> {
	const rows = await db
		.selectFrom('opened_tender as ot')
		.innerJoin('opening as o', 'o.id', 'ot.opening_id')
		.innerJoin('tender as t', 't.id', 'ot.tender_id')
		.innerJoin('tender_submission as s', 's.id', 'ot.submission_id')
		.select([
			't.id',
			'ot.position',
			't.organisation_id as organisationId',
			'ot.fault',
			'ot.remarks',
			'ot.label'
		])
		.select(['ot.organisation_name as organisationName', 'ot.partner_names as partnerNames', 's.version'])
		.select(['s.received_at as receivedAt', 's.sha256', 's.submitted_name as submittedName'])
		.where('o.round_id', '=', roundId)
		.orderBy('ot.position')
		.execute();
	return rows.map((row) => ({
		...row,
		fault: row.fault as Fault | null,
		remarks: remarkList.parse(row.remarks)
	}));
}

/** Those that can be evaluated. */
export async function openedTenders(db: DbOrTx, roundId: string): Promise<OpenedTender[]> {
	return (await listedTenders(db, roundId)).filter((one) => one.fault === null);
}

/** Those that were read and are out. */
export async function refusedTenders(db: DbOrTx, roundId: string): Promise<OpenedTender[]> {
	return (await listedTenders(db, roundId)).filter((one) => one.fault && REFUSALS.includes(one.fault));
}

/** Those that cannot, with the reason: for letters. */
export async function faultyTenders(
	db: DbOrTx,
	roundId: string
): Promise<(OpenedTender & { fault: Fault })[]> {
	return (await listedTenders(db, roundId)).filter((one) => one.fault !== null) as never;
}

/** The attested list: who opened, when, and every tender with its receipt. For those assigned. */
export async function openingProtocol(ctx: Context, ref: RoundRef) {
	const access = await accessRound(ctx, ref, seeTenderers);
	const sight = await sightOf(ctx, access);
	refuseNeutral({ sight });
	if (namesHidden(access)) refuseNeutral({ sight: await noteNamesSeen(ctx, access) });
	const opening = await ctx.db
		.selectFrom('opening')
		.selectAll()
		.where('round_id', '=', access.round.id)
		.executeTakeFirst();
	if (!opening) throw new AppError('conflict', 'procurement.refuse.not-opened');
	const held = await ctx.db
		.selectFrom('unsealing')
		.select(['reason', 'observer'])
		.where('round_id', '=', access.round.id)
		.where('outcome', '=', 'opened')
		.executeTakeFirst();
	return {
		...access,
		opening: { ...opening, reason: held?.reason ?? null, observer: held?.observer ?? null },
		tenders: (await listedTenders(ctx.db, access.round.id)).map((one) =>
			isLater(one.fault) ? { ...one, fault: null } : one
		)
	};
}
