import { sql, type Kysely } from 'kysely';
import { publishDue } from '#capabilities/ocds/index.ts';
import type { Db, DB } from '#platform/server/db/index.ts';
import { watchMemory, type Target } from './measure.ts';

export const PROCESSES = 10_000;
const SECONDS_AIM = 30;
const MEMORY_AIM = 200;

export interface Contracting {
	processes: number;
	releases: number;
	/** Releases written from the rows themselves, and how long that took. */
	written: { releases: number; seconds: number };
	/** All years fetched over HTTP, one after the other. */
	seconds: number;
	megabytes: number;
	/** Memory of the web process: right before, and the most while sending. */
	memoryMB: { before: number; most: number };
	met: boolean;
}

/** Writes the releases of all that there is, then repeats them under other ids until there are enough. */
export async function fillContracting(db: Db): Promise<Contracting['written']> {
	await sql`insert into ocds_due (kind, subject_id) select 'initiative', id from initiative
		where published_at is not null`.execute(db);
	const from = performance.now();
	const releases = await publishDue(db);
	const seconds = (performance.now() - from) / 1000;
	await db.transaction().execute(repeat);
	await sql`vacuum analyze ocds_release, ocds_process`.execute(db);
	return { releases, seconds };
}

/** Whole processes again, with another ocid in every place where it stands. */
async function repeat(db: Kysely<DB>): Promise<void> {
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from ocds_process`.execute(db);
	const known = rows[0]!.n;
	if (known === 0 || known >= PROCESSES) return;
	const copies = Math.ceil(PROCESSES / known) - 1;
	await sql`create temp table again as select p.ocid as was, replace(p.ocid, 'ocds-xxxxxx-', 'ocds-xxxxxx-' || n || '-') as ocid,
		n from (select ocid, first_seq from ocds_process order by first_seq limit ${known}) p
		cross join generate_series(1, ${copies}) n order by n, p.first_seq limit ${PROCESSES - known}`.execute(db);
	await sql`insert into ocds_release (ocid, number, date, tags, body)
		select a.ocid, r.number, r.date, r.tags, replace(r.body, a.was, a.ocid)
		from again a join ocds_release r on r.ocid = a.was order by a.n, r.seq`.execute(db);
	await sql`insert into ocds_process (ocid, kind, subject_id, initiative_id, first_seq, last_date, compiled)
		select a.ocid, p.kind, md5(a.ocid)::uuid, p.initiative_id, (select min(seq) from ocds_release r where r.ocid = a.ocid),
			p.last_date, replace(p.compiled, a.was, a.ocid)
		from again a join ocds_process p on p.ocid = a.was`.execute(db);
}

/** Fetches every year's file as anybody would, and watches the process that sends it. */
export async function exportContracting(
	db: Db,
	{ port, pids }: Target,
	written: Contracting['written']
): Promise<Contracting> {
	const address = `http://127.0.0.1:${port}/api/ocds`;
	const headers = { host: 'bench.example', 'x-forwarded-for': '10.1.1.1' };
	const { bulk } = (await (await fetch(address, { headers })).json()) as { bulk: { year: number }[] };
	const before = watchMemory(pids)();
	const stop = watchMemory(pids);
	const from = performance.now();
	let bytes = 0;
	for (const { year } of bulk) {
		const { body, ok } = await fetch(`${address}/bulk/${year}.jsonl.gz`, { headers });
		if (!ok || !body) throw new Error(`the file of ${year} was not sent`);
		for await (const chunk of body) bytes += chunk.length;
	}
	const seconds = (performance.now() - from) / 1000;
	const most = stop();
	const { rows } = await sql<{ processes: number; releases: number }>`select
		(select count(*)::int from ocds_process) as processes, (select count(*)::int from ocds_release) as releases`.execute(
		db
	);
	return {
		...rows[0]!,
		written,
		seconds,
		megabytes: bytes / 1e6,
		memoryMB: { before, most },
		met: seconds < SECONDS_AIM && most < MEMORY_AIM
	};
}

/** For people, in one paragraph. */
export function contractingLine(one: Contracting): string {
	const whole = (value: number) => Math.round(value).toLocaleString('en-GB');
	const { written, memoryMB } = one;
	return `OCDS: ${whole(one.processes)} processes with ${whole(one.releases)} releases fetched as files per year in ${one.seconds.toFixed(1)} s (aim: < ${SECONDS_AIM} s), ${one.megabytes.toFixed(1)} MB packed; the web process had ${whole(memoryMB.before)} MB before and at most ${whole(memoryMB.most)} MB while sending (aim: < ${MEMORY_AIM} MB)${one.met ? '' : ': **not met**'}. Writing ${whole(written.releases)} releases from the rows took ${written.seconds.toFixed(1)} s.`;
}
