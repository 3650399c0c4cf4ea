import { sql, type RawBuilder } from 'kysely';
import { toText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import type { Frame, Notice, Organisation, RfiContent, RfiFacts, StoredFile } from '../facts.ts';

export type Reader = DbOrTx;

export async function rowsOf<Row>(db: Reader, query: RawBuilder<Row>): Promise<Row[]> {
	return (await query.execute(db)).rows;
}

/** The ocid that a process has, or will have when it is first told of. */
export const newOcid = (subjectId: string): string => `${config().OCDS_PREFIX}-${subjectId}`;

/** What every process has; null where its activity is gone. */
export async function loadFrame(
	db: Reader,
	activityId: string,
	path: string,
	subjects: string[]
): Promise<(Frame & { initiativeId: string }) | null> {
	const [run] = await rowsOf(
		db,
		sql<{ id: string; slug: string; title: unknown; published_at: Date | null; organisation_id: string }>`
			select i.id, i.slug, i.title, i.published_at, i.organisation_id
			from activity a join initiative i on i.id = a.initiative_id where a.id = ${activityId}`
	);
	if (!run) return null;
	const organisations = await loadOrganisations(db, [run.organisation_id]);
	const ocids = await knownOcids(db, subjects);
	return {
		initiativeId: run.id,
		path: `/initiatives/${run.slug}${path}`,
		from: run.published_at,
		buyer: organisations.get(run.organisation_id)!,
		project: { id: run.id, slug: run.slug, title: toText(run.title)! },
		organisations,
		ocidOf: (id) => ocids.get(id) ?? newOcid(id),
		notices: await loadNotices(db, activityId)
	};
}

/** Sole traders' numbers are personal, and are never read. */
export async function loadOrganisations(db: Reader, ids: string[]): Promise<Map<string, Organisation>> {
	const rows = await rowsOf(
		db,
		sql<Organisation>`select id, name, case when sole_trader then null else org_number end as number,
			country, municipality, coalesce(county, left(municipality, 2)) as county
			from organisation where id = any(${uuids(ids)})`
	);
	return new Map(rows.map((row) => [row.id, row]));
}

async function knownOcids(db: Reader, subjects: string[]): Promise<Map<string, string>> {
	const rows = await rowsOf(
		db,
		sql<{ subject_id: string; ocid: string }>`select subject_id, ocid from ocds_process
			where subject_id = any(${uuids(subjects)})`
	);
	return new Map(rows.map((row) => [row.subject_id, row.ocid]));
}

/** Numbers that an activity's notices have in registered databases. */
export async function loadNotices(db: Reader, activityId: string): Promise<Notice[]> {
	return rowsOf(
		db,
		sql<Notice>`select id, source, number, url, recorded_at as at from external_notice
			where activity_id = ${activityId} and removed_at is null order by recorded_at, id`
	);
}

export async function loadFiles(db: Reader, ids: string[]): Promise<StoredFile[]> {
	return rowsOf(
		db,
		sql<StoredFile>`select id, name, type from file where id = any(${uuids(ids)})
			and published_at is not null and removed_at is null`
	);
}

interface VersionRow {
	number: number;
	content: RfiContent;
	note: unknown;
	at: Date;
}

/** A request for information that has been published; null else. */
export async function loadRfi(db: Reader, id: string): Promise<(RfiFacts & { initiativeId: string }) | null> {
	const versions = await rowsOf(
		db,
		sql<VersionRow>`select number, content, note, published_at as at from rfi_version
			where rfi_id = ${id} order by number`
	);
	const frame = versions.length > 0 ? await loadFrame(db, id, `/rfi/${id}`, []) : null;
	if (!frame) return null;
	return {
		...frame,
		id,
		versions: versions.map((row) => ({ ...row, note: toText(row.note) })),
		deadlines: await rfiDeadlines(db, id),
		closing: await rfiClosing(db, id),
		answered: (
			await rowsOf(
				db,
				sql<{ at: Date }>`select released_at as at from rfi_release where rfi_id = ${id} order by number`
			)
		).map(({ at }) => at),
		summaries: await rfiSummaries(db, id),
		files: await loadFiles(
			db,
			versions.flatMap(({ content }) => content.documents ?? []).map(({ fileId }) => fileId)
		)
	};
}

async function rfiDeadlines(db: Reader, id: string): Promise<RfiFacts['deadlines']> {
	const rows = await rowsOf(
		db,
		sql<{ questions_until: Date; answers_until: Date; reason: unknown; at: Date }>`
			select questions_until, answers_until, reason, set_at as at from rfi_deadline
			where rfi_id = ${id} order by set_at`
	);
	return rows.map((row) => ({
		questionsUntil: row.questions_until,
		answersUntil: row.answers_until,
		reason: toText(row.reason),
		at: row.at
	}));
}

async function rfiClosing(db: Reader, id: string): Promise<RfiFacts['closing']> {
	const [row] = await rowsOf(
		db,
		sql<{ closed_as: 'deadline' | 'cancelled'; reason: unknown; at: Date }>`
			select closed_as, reason, closed_at as at from rfi_closing where rfi_id = ${id}`
	);
	return row ? { as: row.closed_as, reason: toText(row.reason), at: row.at } : null;
}

async function rfiSummaries(db: Reader, id: string): Promise<RfiFacts['summaries']> {
	const rows = await rowsOf(
		db,
		sql<{ number: number; heard: unknown; at: Date }>`select number, heard, published_at as at
			from rfi_summary_version where rfi_id = ${id} order by number`
	);
	return rows.map((row) => ({ ...row, heard: toText(row.heard)! }));
}
