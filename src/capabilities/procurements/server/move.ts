import { sql } from 'kysely';
import { procureForInitiative } from '#capabilities/initiatives/index.ts';
import {
	differencesBetween,
	methodVersion,
	methodVersionNumbered,
	publishedVersions,
	type DifferenceGroup,
	type GateLine,
	type MethodDefinition,
	type MethodVersion
} from '#capabilities/methods/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { nameOfRound, viewsOf } from '../lots.ts';
import { isAnonymousIn } from '../suggest.ts';
import { accessProcurement, namedPerson, type ProcurementRef } from './access.ts';
import { auditRun, tell } from './common.ts';
import { loadProcurement, type Procurement, type Round } from './load.ts';
import { gateOfPhase, runOf } from './run.ts';

// A running procurement goes over to another version of its method: what is left to do gets new guidance and
// conditions. What was published, decided and passed stays as it is.

export interface ProcurementMove {
	procurement: Procurement;
	from: MethodVersion;
	/** Other published versions, the newest first. */
	others: { id: string; number: number }[];
	/** Null where there is no other version, or the procurement is over. */
	preview: MovePreview | null;
	over: boolean;
}

interface MovePreview {
	to: MethodVersion;
	/** Why it cannot be done, or null. */
	refusal: MessageKey | null;
	differences: DifferenceGroup[];
	/** Where it would stand, and what is then asked for there; one for each lot. */
	stands: { name: LocalText; gate: GateLine[] }[];
	/** Phases of this procurement that the version does not have. */
	gone: LocalText[];
	/** Phases of the version that this procurement has no round for. */
	fresh: LocalText[];
	/** Rounds whose tenders would be evaluated anonymously, or no longer. */
	anonymity: { name: LocalText; anonymous: boolean }[];
}

/** What a move would mean. Nothing of it is done. @param number of the version; the newest when left out */
export async function procurementMove(
	ctx: Context,
	ref: ProcurementRef,
	number?: number
): Promise<ProcurementMove> {
	const { procurement } = await accessProcurement(ctx, ref, procureForInitiative);
	if (!procurement.methodVersionId) throw notFound();
	const from = await methodVersion(ctx.db, procurement.methodVersionId);
	const others = (await publishedVersions(ctx.db, from.methodId)).filter((one) => one.id !== from.id);
	const over = await isOver(ctx.db, procurement);
	const wanted = number ?? others[0]?.number;
	if (number !== undefined && !others.some((one) => one.number === number)) throw notFound();
	const to =
		wanted === undefined || over ? null : await methodVersionNumbered(ctx.db, from.methodKey, wanted);
	const preview = to && (await previewOf(ctx.db, procurement, from, to));
	return { procurement, from, others: others.map(({ id, number: n }) => ({ id, number: n })), preview, over };
}

/** The newest version of its method where that is another than it follows, for whoever may change it. */
export async function newerVersion(db: DbOrTx, procurement: Procurement): Promise<number | null> {
	if (!procurement.methodVersionId) return null;
	const { rows } = await sql<{ number: number }>`
		select max(v.number) as number from method_version own join method_version v on v.method_id = own.method_id
		where own.id = ${procurement.methodVersionId} and v.published_at is not null having max(v.number) > max(own.number)`.execute(
		db
	);
	const newest = rows[0]?.number;
	return newest && !(await isOver(db, procurement)) ? newest : null;
}

async function isOver(db: DbOrTx, procurement: Procurement): Promise<boolean> {
	if (procurement.cancelledAt) return true;
	for (const view of viewsOf(procurement)) if ((await runOf(db, view)).current) return false;
	return procurement.publishedAt !== null;
}

async function previewOf(
	db: DbOrTx,
	procurement: Procurement,
	from: MethodVersion,
	to: MethodVersion
): Promise<MovePreview> {
	const stands = [];
	for (const view of viewsOf(procurement)) {
		const { current } = await runOf(db, { ...view, methodVersionId: to.id });
		const lot = view.rounds[0]?.lot ?? null;
		const gate = current && (await gateOfPhase(db, view, current)).lines;
		if (gate) stands.push({ name: nameOfRound({ lot, name: current.name }), gate });
	}
	const has = (definition: MethodDefinition, key: string | null) =>
		definition.phases.some((phase) => phase.key === key);
	const { rounds } = procurement;
	return {
		to,
		refusal: moveRefusal(procurement, from.definition, to.definition),
		differences: differencesBetween(from.definition, to.definition),
		stands,
		gone: onePerPhase(rounds)
			.filter((one) => has(from.definition, one.phase) && !has(to.definition, one.phase))
			.map((one) => one.name),
		fresh: to.definition.phases
			.filter((phase) => phase.plan?.kind !== 'framework' && !rounds.some((one) => one.phase === phase.key))
			.map((phase) => phase.name as LocalText),
		anonymity: procurement.publishedAt
			? []
			: changedAnonymity(rounds, to.definition).map(({ round, anonymous }) => ({
					name: nameOfRound(round),
					anonymous
				}))
	};
}

/** Lots have their phases in common. */
const onePerPhase = (rounds: Round[]) =>
	rounds.filter((round, at) => rounds.findIndex((one) => one.phase === round.phase) === at);

/** After publication the framework tender is what was published: another one would ask for it again. */
function moveRefusal(
	{ publishedAt }: Procurement,
	from: MethodDefinition,
	to: MethodDefinition
): MessageKey | null {
	const framework = ({ phases }: MethodDefinition) =>
		phases.find((phase) => phase.plan?.kind === 'framework')?.key ?? null;
	return publishedAt && framework(from) !== framework(to) ? 'procurement.move.framework' : null;
}

function changedAnonymity(rounds: Round[], to: MethodDefinition) {
	return rounds
		.map((round) => ({ round, anonymous: isAnonymousIn(to.phases as never, round.phase, round.step === 1) }))
		.filter(({ round, anonymous }) => round.anonymous !== anonymous);
}

/**
 * Goes over to another published version of the same method. Rounds, money, dates and passages stay. Who is told names
 * of tenderers was fixed at publication; before it, it follows the version. @throws conflict when it is over, was
 * moved meanwhile, or the version begins otherwise than what was published
 */
export async function moveProcurement(
	ctx: Context,
	ref: ProcurementRef,
	input: { from: string; to: string }
): Promise<void> {
	const { run, procurement: seen } = await accessProcurement(ctx, ref, procureForInitiative);
	const person = namedPerson(ctx);
	const [from, to] = [await methodVersion(ctx.db, input.from), await methodVersion(ctx.db, input.to)];
	const published = await publishedVersions(ctx.db, from.methodId);
	if (from.id === to.id || !published.some((one) => one.id === to.id)) throw notFound();
	await ctx.db.transaction().execute(async (tx) => {
		const procurement = await lockRunning(tx, seen.id);
		if (procurement.methodVersionId !== from.id) throw new AppError('conflict', 'initiatives.move.was-moved');
		const refusal = moveRefusal(procurement, from.definition, to.definition);
		if (refusal) throw new AppError('conflict', refusal);
		await tx
			.updateTable('procurement')
			.set({ method_version_id: to.id })
			.where('id', '=', procurement.id)
			.execute();
		if (!procurement.publishedAt) await followAnonymity(tx, procurement, to.definition);
		const move = await tx
			.insertInto('procurement_move')
			.values({
				procurement_id: procurement.id,
				from_version_id: from.id,
				to_version_id: to.id,
				moved_by: person.id,
				moved_by_name: person.name
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		if (procurement.publishedAt)
			await tell(tx, ctx, run, procurement, {
				kind: 'progress',
				key: 'procurement.news.moved',
				params: { method: to.definition.name as LocalText, number: to.number }
			});
		await auditRun(tx, ctx, run, 'procurement.moved-to-version', `procurement_move:${move.id}`, {
			from: from.number,
			to: to.number
		});
	});
}

async function lockRunning(tx: Tx, id: string): Promise<Procurement> {
	await sql`select 1 from procurement where id = ${id} for no key update`.execute(tx);
	const procurement = (await loadProcurement(tx, id))!;
	if (await isOver(tx, procurement)) throw new AppError('conflict', 'procurement.move.over');
	return procurement;
}

async function followAnonymity(tx: Tx, { rounds }: Procurement, to: MethodDefinition): Promise<void> {
	for (const { round, anonymous } of changedAnonymity(rounds, to))
		await tx.updateTable('procurement_round').set({ anonymous }).where('id', '=', round.id).execute();
}
