import { sql } from 'kysely';
import type { Db } from '#platform/server/db/index.ts';

// The demo world tells of things that took months. Verbs only know the present, as they must; so after a verb
// has run, time passes for that initiative: every date and time in its rows moves back. This is the one place
// that does so. Audit chains are left alone: they say when things were really recorded.

interface Edge {
	child: string;
	column: string;
	parent: string;
	parent_column: string;
	/** Every row has a parent. */
	always: boolean;
}

/** Lets `days` pass (whole weeks, so that Tuesdays stay Tuesdays) for one initiative and everything that hangs on it. */
export async function passDays(db: Db, initiativeId: string, days: number): Promise<void> {
	const scope = await tablesBelow(db);
	await db.transaction().execute(async (tx) => {
		for (const [table, where] of scope) {
			const columns = await timeColumns(tx as unknown as Db, table);
			if (columns.length === 0) continue;
			const sets = columns.map(({ name, isDate }) =>
				isDate ? `"${name}" = "${name}" - ${days}` : `"${name}" = ${earlier(name, days)}`
			);
			await sql
				.raw(
					`update "${table}" set ${sets.join(', ')} where ${where.replaceAll('$RUN', `'${initiativeId}'`)}`
				)
				.execute(tx);
		}
		await shiftNews(tx as unknown as Db, initiativeId, days);
		await forgetReleases(tx as unknown as Db, initiativeId);
	});
}

/**
 * Lets a phase have been left `days` ago, and everything else stay: what was measured belongs to calendar years
 * and cannot move along.
 */
export async function leftEarlier(db: Db, initiativeId: string, phase: string, days: number): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const moved = await sql<{ to_phase: string | null; was: Date }>`
			update gate_passage set passed_at = passed_at - make_interval(days => ${days})
			where initiative_id = ${initiativeId}::uuid and from_phase = ${phase}
			returning to_phase, passed_at + make_interval(days => ${days}) as was`.execute(tx);
		const { to_phase: next, was } = moved.rows[0]!;
		await sql`update initiative_phase set passed_at = passed_at - make_interval(days => ${days})
			where initiative_id = ${initiativeId}::uuid and phase = ${phase}`.execute(tx);
		await sql`update initiative_phase set entered_at = entered_at - make_interval(days => ${days})
			where initiative_id = ${initiativeId}::uuid and phase = ${next}`.execute(tx);
		await sql`update news set at = at - make_interval(days => ${days})
			where initiative_id = ${initiativeId}::uuid and key = 'initiatives.news.phase' and at = ${was}`.execute(tx);
	});
}

/**
 * Lets what was just done have been done `days` ago, and everything older stay, for the same reason. Times only:
 * dates are what people wrote.
 */
export async function justNowEarlier(db: Db, initiativeId: string, days: number): Promise<void> {
	const scope = await tablesBelow(db);
	await db.transaction().execute(async (tx) => {
		for (const [table, where] of scope) {
			for (const { name } of (await timeColumns(tx as unknown as Db, table)).filter((one) => !one.isDate))
				await sql
					.raw(
						`update "${table}" set "${name}" = ${earlier(name, days)}
						where "${name}" between now() - interval '1 hour' and now()
							and ${where.replaceAll('$RUN', `'${initiativeId}'`)}`
					)
					.execute(tx);
		}
		await forgetReleases(tx as unknown as Db, initiativeId);
	});
}

/** Releases say when something happened and are never changed: of a past that has moved they are written anew. */
async function forgetReleases(db: Db, initiativeId: string): Promise<void> {
	await sql`delete from ocds_process where initiative_id = ${initiativeId}::uuid`.execute(db);
	await sql`insert into ocds_due (kind, subject_id) values ('initiative', ${initiativeId}::uuid)`.execute(db);
}

/** A method was there before the first initiative that follows it, and each version before the next one. */
export async function methodsFromBefore(db: Db): Promise<void> {
	await sql`update method_version v set published_at = least(v.published_at, first.at) from (
			select own.id, min(i.created_at) - interval '30 days' - (max(later.number) - own.number) * interval '90 days' as at
			from method_version own
			join method_version later on later.method_id = own.method_id and later.number >= own.number
			join (select method_version_id, created_at from initiative
				union all select method_version_id, created_at from procurement) i on i.method_version_id = later.id
			where own.published_at is not null and later.published_at is not null group by own.id) as first
		where first.id = v.id`.execute(db);
}

/** The same hour by Swedish clocks, in summer and in winter. */
const earlier = (column: string, days: number) =>
	`("${column}" at time zone 'Europe/Stockholm' - interval '${days} days') at time zone 'Europe/Stockholm'`;

let known: Promise<Map<string, string>> | undefined;

/** Every table that hangs on an initiative, with the condition that finds its rows. */
function tablesBelow(db: Db): Promise<Map<string, string>> {
	return (known ??= findTables(db));
}

async function findTables(db: Db): Promise<Map<string, string>> {
	const { rows: edges } = await sql<Edge>`
		select c.conrelid::regclass::text as child, a.attname as column, c.confrelid::regclass::text as parent, pa.attname as parent_column,
			a.attnotnull as always
		from pg_constraint c
		join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = c.confkey[1]
		where c.contype = 'f' and array_length(c.conkey, 1) = 1 and c.connamespace = 'public'::regnamespace`.execute(
		db
	);
	const found = new Map([['initiative', 'id = $RUN']]);
	// By what every row has first: a round belongs to a procurement, and only some to a lot of it.
	grow(
		found,
		edges.filter((one) => one.always)
	);
	grow(found, edges);
	return found;
}

function grow(found: Map<string, string>, edges: Edge[]): void {
	let grew = true;
	while (grew) {
		grew = false;
		for (const { child, column, parent, parent_column } of edges) {
			const where = found.get(parent);
			if (!where || found.has(child) || child === 'person' || child === 'organisation') continue;
			found.set(child, `"${column}" in (select "${parent_column}" from "${parent}" where ${where})`);
			grew = true;
		}
	}
}

async function timeColumns(db: Db, table: string): Promise<{ name: string; isDate: boolean }[]> {
	const { rows } = await sql<{ name: string; isDate: boolean }>`
		select column_name as name, data_type = 'date' as "isDate" from information_schema.columns
		where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'
			and data_type in ('date', 'timestamp with time zone')`.execute(db);
	return rows;
}

/** Sentences of the timeline name dates too. */
async function shiftNews(db: Db, initiativeId: string, days: number): Promise<void> {
	const rows = await db
		.selectFrom('news')
		.select(['id', 'params'])
		.where('initiative_id', '=', initiativeId)
		.execute();
	for (const { id, params } of rows) {
		const text = JSON.stringify(params);
		const moved = text
			.replace(
				/"(\d{4}-\d{2}-\d{2})(T[^"]*)?"/g,
				(_all, date: string, time = '') => `"${minusDays(date, days)}${time}"`
			)
			// Milliseconds since 1970.
			.replace(/:(1\d{12})\b/g, (_all, ms: string) => `:${Number(ms) - days * 86_400_000}`);
		if (moved !== text) await sql`update news set params = ${moved}::jsonb where id = ${id}`.execute(db);
	}
}

function minusDays(date: string, days: number): string {
	return new Date(Date.parse(`${date}T12:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

/** The calendar date `days` from now, as people in Sweden write it in forms. */
export function day(days: number): string {
	const at = new Date(Date.now() + days * 86_400_000);
	return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(at);
}

/** The nearest working day from then on; `clear`: of July and Christmas too, for what is still to come. */
export function workday(days: number, clear = false): string {
	for (let step = days; ; step++) {
		const date = day(step);
		const weekday = new Date(`${date}T12:00:00Z`).getUTCDay();
		const quiet = clear && (date.slice(5, 7) === '07' || /-12-(2[0-9]|3[01])$|-01-0[1-7]$/.test(date));
		if (weekday !== 0 && weekday !== 6 && !quiet) return date;
	}
}

export const at = (days: number, time: string, clear = false) => `${workday(days, clear)}T${time}`;
