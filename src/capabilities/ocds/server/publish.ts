import { sql } from 'kysely';
import { z } from 'zod';
import type { Db, Tx } from '#platform/server/db/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { loadProcess, type Process } from './process.ts';
import { releasesOf, type Known, type Release } from '../releases.ts';
import type { Fields } from '../merge.ts';
import { targetsOf, type Due, type Target } from './targets.ts';
import { newOcid, rowsOf } from './load.ts';

const BATCH = 2_000;
/** Only one writes at a time, so that the order of numbers is the order in which releases become visible. */
const LOCK = 7_263_521;

/** Writes releases of what has changed, once a minute; what has not changed makes none. */
export const ocdsJob = defineJob({
	name: 'ocds.publish',
	queue: 'work',
	cron: '* * * * *',
	schema: z.object({}),
	run: async (_data, db) => {
		await publishDue(db);
	}
});

/**
 * Writes the releases that are due, process by process, each in a transaction of its own: one that fails is tried
 * again next time and does not stop the others. Where somebody else is writing, the rest is left to them and to the
 * next time. @returns how many releases were written
 */
export async function publishDue(db: Db): Promise<number> {
	loadMessages();
	let written = 0;
	let failure: unknown;
	for (let due = await dueAfter(db, 0); due.length > 0; due = await dueAfter(db, due.at(-1)!.id)) {
		const left = new Set<number>();
		for (const [target, ids] of await targetsOf(db, due)) {
			const done = await publishOne(db, target).catch((error: unknown) => ((failure = error), null));
			if (done === null) for (const id of ids) left.add(id);
			else written += done;
		}
		const done = due.map(({ id }) => id).filter((id) => !left.has(id));
		await sql`delete from ocds_due where id = any(${done}::bigint[])`.execute(db);
	}
	if (failure) throw failure;
	return written;
}

const dueAfter = (db: Db, id: number): Promise<Due[]> =>
	rowsOf(
		db,
		sql<Due>`select id, kind, subject_id as "subjectId" from ocds_due where id > ${id} order by id limit ${BATCH}`
	);

/** Null where somebody else is writing: waiting would hold a connection that they may need. */
async function publishOne(db: Db, target: Target): Promise<number | null> {
	return db.transaction().execute(async (tx) => {
		const [lock] = await rowsOf(tx, sql<{ had: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as had`);
		if (!lock!.had) return null;
		// All rows as of one moment, which begins after whoever wrote before: half a change must never be told.
		const processes = await db
			.transaction()
			.setIsolationLevel('repeatable read')
			.execute((moment) => loadProcess(moment, target));
		let written = 0;
		for (const process of processes) written += await append(tx, process);
		return written;
	});
}

async function append(tx: Tx, process: Process): Promise<number> {
	const known = await knownProcess(tx, process);
	const ocid = known?.ocid ?? newOcid(process.subjectId);
	const [clock] = await rowsOf(tx, sql<{ now: Date }>`select clock_timestamp() as now`);
	const { releases, compiled } = releasesOf(process, ocid, known, clock!.now);
	if (releases.length === 0) return 0;
	const seqs: number[] = [];
	for (const release of releases) seqs.push(await insert(tx, ocid, release));
	await keep(tx, process, { ocid, compiled, date: releases.at(-1)!.date, firstSeq: seqs[0]! });
	return releases.length;
}

interface KnownRow extends Omit<Known, 'compiled'> {
	compiled: string;
}

async function knownProcess(tx: Tx, { kind, subjectId }: Process): Promise<Known | null> {
	const [row] = await rowsOf(
		tx,
		sql<KnownRow>`select p.ocid, p.last_date as "lastDate", p.compiled,
				(select max(number) from ocds_release r where r.ocid = p.ocid) as number
			from ocds_process p where p.kind = ${kind} and p.subject_id = ${subjectId}`
	);
	return row ? { ...row, compiled: JSON.parse(row.compiled) as Fields } : null;
}

async function insert(tx: Tx, ocid: string, { number, date, tags, body }: Release): Promise<number> {
	const [row] = await rowsOf(
		tx,
		sql<{ seq: number }>`insert into ocds_release (ocid, number, date, tags, body)
			values (${ocid}, ${number}, ${date}, ${tags}, ${JSON.stringify(body)}) returning seq`
	);
	return row!.seq;
}

interface Kept {
	ocid: string;
	compiled: Fields;
	date: Date;
	firstSeq: number;
}

async function keep(tx: Tx, process: Process, { ocid, compiled, date, firstSeq }: Kept): Promise<void> {
	await sql`insert into ocds_process (ocid, kind, subject_id, initiative_id, first_seq, last_date, compiled)
		values (${ocid}, ${process.kind}, ${process.subjectId}, ${process.initiativeId}, ${firstSeq}, ${date},
			${JSON.stringify(compiled)})
		on conflict (ocid) do update set last_date = excluded.last_date, compiled = excluded.compiled`.execute(tx);
}
