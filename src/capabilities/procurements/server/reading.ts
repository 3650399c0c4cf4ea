import { sql } from 'kysely';
import type { Initiative } from '#capabilities/initiatives/index.ts';
import { can, hasRoleIn, type Permission } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import type { SealedSolution } from '../form.ts';
import { evaluates, namesHidden, neutralName, noteNamesSeen, sightOf, type Sight } from './anonymous.ts';
import {
	accessRound,
	readTenders,
	scoreTenders,
	seeTenderers,
	type RoundAccess,
	type RoundRef
} from './access.ts';
import { workPath } from './common.ts';
import { changesOf, textsOf } from './negotiated.ts';
import { listedTenders, REFUSALS, type OpenedTender } from './opening-list.ts';
import { auditTender } from './tender-access.ts';
import { readPrice, readSolution } from './vault.ts';

/** 'open' when the asker has declared no conflict; the door is shut in every other case. */
export type Door = 'undeclared' | 'conflict' | 'open';

export type TenderRow = OpenedTender & {
	door: Door;
	ownOrganisation: boolean;
	/** "Anbud A", while names are kept from those who score; null otherwise. */
	neutral: string | null;
};

export interface WithTenders extends RoundAccess {
	/** Those that are evaluated. */
	tenders: TenderRow[];
	/** Those that were read and are out: excluded, unqualified, or with a price that cannot be taken. */
	refused: TenderRow[];
	/** With neutral names, nothing in the rows tells who tenders. */
	sight: Sight;
}

/** Opened tenders with the asker's own door to each. Names are known to those assigned, contents not yet. */
export async function tendersWithDoors(
	ctx: Context,
	ref: RoundRef,
	permission: Permission<Initiative> = seeTenderers
): Promise<WithTenders> {
	const access = await accessRound(ctx, ref, permission);
	const listed = await listedTenders(ctx.db, access.round.id);
	const doors = await doorsOf(ctx, ctx.db, listed);
	const hidden = namesHidden(access);
	const sight = hidden ? await seen(ctx, access) : 'names';
	const named = listed.map((tender) => ({
		...tender,
		...doors.get(tender.id)!,
		neutral: hidden ? neutralName(ctx, tender.label) : null
	}));
	if (sight === 'neutral') return { ...access, sight, tenders: neutralRows(named), refused: [] };
	const rows = named;
	return {
		...access,
		sight,
		tenders: rows.filter((one) => one.fault === null),
		refused: rows.filter((one) => one.fault && REFUSALS.includes(one.fault))
	};
}

async function seen(ctx: Context, access: RoundAccess): Promise<Sight> {
	const sight = await sightOf(ctx, access);
	return sight === 'names' ? noteNamesSeen(ctx, access) : sight;
}

/**
 * Nothing that tells whose a tender is, or when it came: everything shown is named here. One shut door shuts all, for it
 * would tell. What is out is not shown.
 */
export function neutralRows(rows: TenderRow[]): TenderRow[] {
	const shut = rows.some((one) => one.door === 'conflict');
	return rows
		.filter((one) => one.fault === null)
		.toSorted((one, other) => one.label! - other.label!)
		.map(({ id, label, neutral, door }) => ({
			...{ id, label, neutral, position: label!, organisationName: neutral!, fault: null },
			door: shut ? 'conflict' : door,
			...{ organisationId: '', partnerNames: [], version: 1, sha256: '', submittedName: '' },
			...{ receivedAt: new Date(0), remarks: [], ownOrganisation: false }
		}));
}

async function doorsOf(ctx: Context, db: DbOrTx, tenders: OpenedTender[]) {
	const ids = tenders.map((one) => one.id);
	const { rows } = await sql<{ tender_id: string; conflict: boolean }>`
		select tender_id, bool_or(conflict) as conflict from conflict_declaration
		where person_id = ${ctx.actor.personId}::uuid and tender_id = any(${uuids(ids)}) group by tender_id`.execute(
		db
	);
	const declared = new Map(rows.map((row) => [row.tender_id, row.conflict]));
	const partners = await partnerOrganisations(db, ids);
	return new Map(
		tenders.map((tender) => {
			const organisations = [tender.organisationId, ...(partners.get(tender.id) ?? [])];
			const ownOrganisation = organisations.some((id) => hasRoleIn(ctx.actor, id));
			return [tender.id, { ownOrganisation, door: doorOf(declared.get(tender.id), ownOrganisation) }];
		})
	);
}

function doorOf(declared: boolean | undefined, ownOrganisation: boolean): Door {
	if (declared === true || ownOrganisation) return 'conflict';
	return declared === false ? 'open' : 'undeclared';
}

async function partnerOrganisations(db: DbOrTx, tenderIds: string[]): Promise<Map<string, string[]>> {
	const { rows } = await sql<{ tender_id: string; ids: string[] }>`
		select tender_id, array_agg(organisation_id::text) as ids from tender_partner
		where tender_id = any(${uuids(tenderIds)}) group by tender_id`.execute(db);
	return new Map(rows.map((row) => [row.tender_id, row.ids]));
}

/** Those tenders whose door stands open to the asker: evaluators must also be assigned to the round. */
export async function readable(
	ctx: Context,
	access: RoundAccess & { tenders: TenderRow[] }
): Promise<TenderRow[]> {
	await refuseUnassigned(ctx, access);
	return access.tenders.filter((tender) => tender.door === 'open');
}

async function refuseUnassigned(ctx: Context, access: RoundAccess): Promise<void> {
	if (!(await assigned(ctx, access))) throw new AppError('forbidden', 'procurement.refuse.assigned');
}

/** An evaluator who left reads no more; officers and decision-makers are assigned by their role. */
async function assigned(ctx: Context, { run, round }: RoundAccess): Promise<boolean> {
	if (run.roles.includes('procurement-officer')) return true;
	if (hasRoleIn(ctx.actor, run.organisationId, 'decision-maker')) return true;
	return evaluates(ctx.db, round.id, ctx.actor.personId);
}

/** Which pages of an opened round lead anywhere for the asker: nobody is sent to a shut door. */
export async function mayInRound(
	ctx: Context,
	access: RoundAccess
): Promise<{ read: boolean; score: boolean }> {
	const may = (permission: Permission<Initiative>) => can(ctx.actor, permission, access.run);
	return {
		read: may(readTenders) && (await assigned(ctx, access)),
		score: may(scoreTenders) && (await evaluates(ctx.db, access.round.id, ctx.actor.personId))
	};
}

export interface ReadTender extends TenderRow {
	solution: SealedSolution;
	/** Criterion id → the answer as it reads after a negotiation: that is what is scored. */
	changed: Record<string, string>;
	/** Criterion id → in which answer of a negotiation that was said. */
	answerIds: Record<string, string>;
	/** Where its files are read from, without language: `<files>/<id>`. */
	files: string;
	/** Öre for this round; null until the quality scores are frozen. */
	priceMinor: number | null;
	laterPrices: Record<string, number>;
}

/** One opened tender, whole. Every reading is written into its chain. */
export async function readTender(
	ctx: Context,
	ref: RoundRef,
	tenderId: string
): Promise<RoundAccess & { tender: ReadTender; sight: Sight }> {
	const access = await tendersWithDoors(ctx, ref, readTenders);
	const row = [...access.tenders, ...access.refused].find((one) => one.id === tenderId);
	if (!row) throw notFound();
	await refuseShut(ctx, access, row);
	return ctx.db.transaction().execute(async (tx) => {
		const whole = await readSolution(tx, row.id);
		const solution = access.sight === 'neutral' ? neutralSolution(ctx, row, whole) : whole;
		const prices = access.round.frozenAt ? (await readPrice(tx, row.id)).prices : {};
		const own = String(access.round.number);
		const laterPrices = Object.fromEntries(Object.entries(prices).filter(([number]) => number !== own));
		await auditTender(tx, ctx, row.id, 'tender.read', { price: access.round.frozenAt !== null });
		const files = `${workPath(ref.slug, ref.id)}/rounds/${ref.number}/tenders/${row.id}/files`;
		const changes = (await changesOf(tx, [row.id], { settled: true })).get(row.id) ?? {};
		const said = Object.entries(changes).map(([key, { answerId }]) => [key, answerId]);
		const readings = {
			changed: textsOf(changes),
			answerIds: Object.fromEntries(said) as Record<string, string>
		};
		const priceMinor = prices[own] ?? null;
		return { ...access, tender: { ...row, solution, ...readings, files, priceMinor, laterPrices } };
	});
}

/** What is offered, and nothing of who offers it. Files get neutral names; what is in them is the tenderer's own. */
function neutralSolution(
	ctx: Context,
	{ neutral }: TenderRow,
	{ name, answers, files }: SealedSolution
): SealedSolution {
	const t = translator(ctx.lang);
	return {
		...{ name, answers, partners: [], declared: {} },
		files: files.map(({ id, size, name: told }, at) => ({
			id,
			size,
			name:
				t('anonymous.file', { tender: neutral!, number: at + 1 }) +
				(/\.[a-z0-9]{1,5}$/i.exec(told)?.[0] ?? '')
		}))
	};
}

/** Shut by a conflict, by having said nothing yet, or to one who no longer evaluates. */
export async function refuseShut(ctx: Context, access: RoundAccess, row: TenderRow): Promise<void> {
	if (row.door === 'conflict') throw new AppError('forbidden', 'procurement.refuse.conflict');
	if (row.door === 'undeclared') throw new AppError('forbidden', 'procurement.refuse.undeclared');
	await refuseUnassigned(ctx, access);
}

/** Prices of this round for tenders that the asker may read, each reading noted. Only after the freeze. */
export async function readPrices(
	tx: Tx,
	ctx: Context,
	access: RoundAccess,
	tenders: TenderRow[]
): Promise<Map<string, number>> {
	const prices = new Map<string, number>();
	for (const tender of tenders) {
		const { prices: all } = await readPrice(tx, tender.id);
		prices.set(tender.id, all[String(access.round.number)] ?? 0);
		await auditTender(tx, ctx, tender.id, 'tender.price-read');
	}
	return prices;
}
