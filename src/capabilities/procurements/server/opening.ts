import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { openBytes, openText } from '#platform/sealing/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { announce } from '#platform/server/news/index.ts';
import { readTexts, type Said, type TenderFile } from '../sealing/content.ts';
import { letterOf } from '../rules.ts';
import { innerSeat, outerSeat, type Pair } from '../sealing/seats.ts';
import {
	accessRound,
	openTenders,
	namedWithSecondFactor,
	type RoundAccess,
	type RoundRef
} from './access.ts';
import { drawLabels } from './anonymous.ts';
import { workPath } from './common.ts';
import { accessHeld, auditHeld } from './held.ts';
import type { HeldRound } from './holder-keys.ts';
import { roundHolders, type Holder } from './holders.ts';
import { readPieces } from './sealed.ts';
import { auditTender } from './tender-access.ts';
import { lockForOpening, requireRunning, runningOf, type Running } from './unsealing.ts';
import type { Fault, Remark } from './opening-list.ts';
import { declaresTooLittle } from './declarations.ts';
import { storeOpened } from './vault.ts';
import { checkOpenedFiles } from './opened-files.ts';

/**
 * Ends an unsealing whose two layers are off. A rehearsal says whether it worked. An opening opens everything together
 * and lists what could not be opened; while there is such a tender it is first asked whether another pair shall try.
 * @returns 'worked' and 'failed' for a rehearsal, 'opened', or 'faults' where the holders must say what to do
 */
export async function finishUnsealing(
	ctx: Context,
	roundId: string,
	unsealingId: string,
	options: { despite?: boolean } = {}
): Promise<'worked' | 'failed' | 'opened' | 'faults'> {
	const held = await accessHeld(ctx, roundId);
	namedWithSecondFactor(ctx);
	return ctx.db.transaction().execute(async (tx) => {
		const running = await requireRunning(tx, roundId, unsealingId);
		if (running.turn) throw new AppError('conflict', 'procurement.unseal.refuse.unfinished');
		if (running.rehearsal) return endRehearsal(tx, ctx, held, running);
		await lockForOpening(tx, roundId, false);
		if (!(await probeOpens(tx, unsealingId))) throw new AppError('conflict', 'procurement.unseal.refuse.key');
		const results = await openItems(tx, unsealingId);
		if (results.some((one) => one.fault) && !options.despite) return 'faults';
		await openAll(tx, ctx, held, running, results);
		return 'opened';
	});
}

async function endRehearsal(
	tx: Tx,
	ctx: Context,
	held: HeldRound,
	{ id, pair }: Running
): Promise<'worked' | 'failed'> {
	const outcome = (await probeOpens(tx, id)) ? 'worked' : 'failed';
	await endUnsealing(tx, id, outcome);
	await auditHeld(tx, ctx, held, `rehearsal-${outcome}`, { pair });
	return outcome;
}

/** Whether both layers of the test tender came off: two holders with the right keys took part. */
async function probeOpens(tx: Tx, unsealingId: string): Promise<boolean> {
	const { secret, probe } = await tx
		.selectFrom('unsealing_item')
		.select(['secret', 'probe'])
		.where('unsealing_id', '=', unsealingId)
		.where('position', '=', 0)
		.executeTakeFirstOrThrow();
	if (!secret) return false;
	return openBytes(secret, new Uint8Array(probe!)).then(
		() => true,
		() => false
	);
}

/** Ends it, and forgets what would open the tenders. */
async function endUnsealing(tx: Tx, id: string, outcome: 'worked' | 'failed' | 'opened'): Promise<void> {
	await sql`update unsealing set ended_at = now(), outcome = ${outcome} where id = ${id}`.execute(tx);
	await sql`update unsealing_item set inner_wrap = null, secret = null, probe = null where unsealing_id = ${id}`.execute(
		tx
	);
}

interface Result {
	submissionId: string;
	tenderId: string;
	sha256: string;
	said: Said | null;
	secret: string;
	fault: Fault | null;
	/** Whose layer could not be taken off, as that holder said. */
	failed: string | null;
	remarks: Remark[];
}

interface Item {
	submissionId: string;
	tenderId: string;
	roundId: string;
	organisationId: string;
	version: number;
	sha256: string;
	way: string;
	documents: number | null;
	secret: string | null;
	failed: string | null;
}

async function openItems(tx: Tx, unsealingId: string): Promise<Result[]> {
	const { rows } = await sql<Item>`
		select s.id as "submissionId", s.tender_id as "tenderId", t.round_id as "roundId",
			t.organisation_id as "organisationId", s.version, s.sha256, s.way, s.documents, i.secret, i.failed
		from unsealing_item i join tender_submission s on s.id = i.submission_id join tender t on t.id = s.tender_id
		where i.unsealing_id = ${unsealingId} order by i.position`.execute(tx);
	const results: Result[] = [];
	for (const row of rows) results.push(await openItem(tx, row));
	return results;
}

/** One damaged tender never stops the others: whatever is wrong with it becomes its fault. */
async function openItem(tx: Tx, item: Item): Promise<Result> {
	const { submissionId, tenderId, sha256, secret, failed } = item;
	const result = { submissionId, tenderId, sha256, said: null, secret: secret ?? '', failed, remarks: [] };
	const { pieces, manifest } = await readPieces(tx, submissionId);
	if (manifest.sha256 !== sha256) return { ...result, fault: 'procurement.fault.altered' };
	if (!secret) return { ...result, fault: 'procurement.fault.unwrap' };
	try {
		const said = readTexts({
			identity: await openText(secret, pieces.identity!),
			solution: await openText(secret, pieces.solution!),
			price: await openText(secret, pieces.price!)
		});
		said.solution.files = await knownFiles(tx, submissionId, said.solution.files);
		const fault = labelFault(said, item);
		const remarks = remarksOn(said, item);
		if (await declaresTooLittle(tx, item, said)) remarks.push('written.remark.declaration');
		return { ...result, said: fault ? null : said, fault, remarks };
	} catch {
		return { ...result, fault: 'procurement.fault.unreadable' };
	}
}

/** Whoever seals by hand names files by the checksum of their ciphertext. */
async function knownFiles(tx: Tx, submissionId: string, files: TenderFile[]): Promise<TenderFile[]> {
	const { rows } = await sql<{ id: string; sha256: string }>`select f.id, f.sha256 from submission_file s
		join sealed_file f on f.id = s.file_id where s.submission_id = ${submissionId}`.execute(tx);
	const ids = new Map(rows.map((row) => [row.sha256, row.id]));
	return files.map((file) => ({ ...file, id: ids.get(file.id) ?? file.id }));
}

/** A tender belongs to its round and organisation; where a program wrote the label, also to its version. */
function labelFault({ labels }: Said, { roundId, organisationId, version, way }: Item): Fault | null {
	const belongs = labels.every((one) => one.round === roundId && one.organisation === organisationId);
	const current = way === 'age' || labels.every((one) => one.version === version);
	return belongs && current ? null : 'procurement.fault.label';
}

function remarksOn({ labels }: Said, { version, documents, way }: Item): Remark[] {
	const remarks: [boolean, Remark][] = [
		[labels.some((one) => one.version !== version), 'procurement.remark.version'],
		[labels.some((one) => one.documents < (documents ?? 0)), 'procurement.remark.documents'],
		[way === 'server', 'procurement.remark.server']
	];
	return remarks.filter(([noted]) => noted).map(([, remark]) => remark);
}

async function openAll(
	tx: Tx,
	ctx: Context,
	held: HeldRound,
	running: Running,
	results: Result[]
): Promise<void> {
	const holders = await roundHolders(tx, held.roundId);
	const opening = await insertOpening(tx, held.roundId, running, holders);
	for (const [at, result] of results.entries()) await insertOpened(tx, opening, at + 1, result);
	const { initiativeId } = await assignEvaluators(tx, held);
	const labels = await drawLabels(tx, ctx, held.roundId);
	await announce(tx, ctx.actor, {
		initiativeId,
		activityId: held.procurementId,
		kind: 'progress',
		key: 'procurement.news.opened',
		params: { title: held.title },
		path: workPath(held.slug, held.procurementId),
		audience: 'team'
	});
	await endUnsealing(tx, running.id, 'opened');
	await checkOpenedFiles(tx, held.roundId);
	for (const { tenderId, sha256, fault, failed } of results)
		await auditTender(tx, ctx, tenderId, 'tender.opened', { sha256, ...(fault ? { fault, failed } : {}) });
	await auditHeld(tx, ctx, held, 'opened', {
		pair: running.pair,
		tenders: results.map(({ tenderId, sha256, fault, failed }, at) => ({
			position: at + 1,
			sha256,
			...(labels && { label: letterOf(labels.get(tenderId)!) }),
			...(fault ? { fault, failed } : {})
		}))
	});
}

const seatOf = (holders: Holder[], seat: string) => holders.find((one) => one.seat === seat)!;

async function insertOpening(
	tx: Tx,
	roundId: string,
	{ pair, begunAt }: Running,
	holders: Holder[]
): Promise<string> {
	const [first, second] = [seatOf(holders, outerSeat(pair)), seatOf(holders, innerSeat(pair))];
	const { id } = await tx
		.insertInto('opening')
		.values({
			round_id: roundId,
			first_by: first.personId,
			first_name: first.name,
			first_at: begunAt,
			second_by: second.personId,
			second_name: second.name,
			opened_at: sql`clock_timestamp()`
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return id;
}

async function insertOpened(tx: Tx, openingId: string, position: number, result: Result): Promise<void> {
	const { rows } = await sql<{
		name: string;
	}>`select o.name from tender t join organisation o on o.id = t.organisation_id
		where t.id = ${result.tenderId}`.execute(tx);
	await tx
		.insertInto('opened_tender')
		.values({
			tender_id: result.tenderId,
			opening_id: openingId,
			submission_id: result.submissionId,
			position,
			organisation_name: rows[0]!.name,
			partner_names: result.said?.solution.partners.map((one) => one.name) ?? [],
			fault: result.fault,
			remarks: json(result.remarks)
		})
		.execute();
	if (result.said) await storeOpened(tx, result.submissionId, result.said, result.secret);
}

/** The team's evaluators evaluate, until someone is replaced. */
async function assignEvaluators(tx: Tx, held: HeldRound): Promise<{ initiativeId: string }> {
	const { initiative_id: initiativeId } = await tx
		.selectFrom('procurement')
		.select('initiative_id')
		.where('id', '=', held.procurementId)
		.executeTakeFirstOrThrow();
	await sql`insert into round_evaluator (round_id, person_id, name)
		select ${held.roundId}, p.id, p.name from team_member m join person p on p.id = m.person_id
		where m.initiative_id = ${initiativeId} and m.role = 'evaluator' and m.ended_at is null`.execute(tx);
	return { initiativeId };
}

export interface OpeningState {
	/** Past the deadline, by the database's clock. */
	mayBegin: boolean;
	openedAt: Date | null;
	holders: Holder[];
	/** Under way, and whose turn it is; nothing about how many tenders there are. */
	running: { pair: Pair; turn: string | null } | null;
}

/** Where the opening stands, for those who may know. Says nothing of whether anyone has tendered. */
export async function openingState(
	ctx: Context,
	ref: RoundRef
): Promise<RoundAccess & { state: OpeningState }> {
	const access = await accessRound(ctx, ref, openTenders);
	const holders = await roundHolders(ctx.db, access.round.id);
	const running = (await runningOf(ctx.db, access.round.id)).find((one) => !one.rehearsal);
	const { closed, openedAt } = access.round;
	const turn = running?.turn ? seatOf(holders, running.turn).name : null;
	return {
		...access,
		state: { mayBegin: closed, openedAt, holders, running: running ? { pair: running.pair, turn } : null }
	};
}
