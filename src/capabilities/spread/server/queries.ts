import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { LessonKind } from '../form.ts';

export interface Lesson {
	id: string;
	kind: LessonKind;
	title: LocalText;
	body: LocalText;
	revision: number;
	publishedAt: Date | null;
	/** The version of the method that took it in. */
	methodVersion: { id: string; number: number; key: string } | null;
}

export async function listLessons(db: DbOrTx, initiativeId: string, publicOnly: boolean): Promise<Lesson[]> {
	let query = db
		.selectFrom('lesson as l')
		.leftJoin('method_version as v', 'v.id', 'l.method_version_id')
		.leftJoin('method as m', 'm.id', 'v.method_id')
		.selectAll('l')
		.select(['v.number as version_number', 'm.key as method_key'])
		.where('l.initiative_id', '=', initiativeId)
		.orderBy('l.created_at');
	if (publicOnly) query = query.where('l.published_at', 'is not', null);
	const rows = await query.execute();
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind as LessonKind,
		title: toText(row.title)!,
		body: toText(row.body)!,
		revision: row.revision,
		publishedAt: row.published_at,
		methodVersion: row.method_version_id
			? { id: row.method_version_id, number: row.version_number!, key: row.method_key! }
			: null
	}));
}

export interface Reuse {
	id: string;
	organisationId: string;
	organisation: string;
	organisationSlug: string;
	what: LocalText;
	since: string;
	link: string | null;
	state: 'told' | 'confirmed' | 'declined';
	declinedReason: string | null;
}

export async function listReuse(db: DbOrTx, initiativeId: string, confirmedOnly: boolean): Promise<Reuse[]> {
	let query = db
		.selectFrom('reuse as r')
		.innerJoin('organisation as o', 'o.id', 'r.organisation_id')
		.selectAll('r')
		.select(['o.name', 'o.slug'])
		.where('r.initiative_id', '=', initiativeId)
		.orderBy('r.since');
	if (confirmedOnly) query = query.where('r.confirmed_at', 'is not', null);
	const rows = await query.execute();
	return rows.map((row) => ({
		id: row.id,
		organisationId: row.organisation_id,
		organisation: row.name,
		organisationSlug: row.slug,
		what: toText(row.what)!,
		since: row.since,
		link: row.link,
		state: row.confirmed_at ? 'confirmed' : row.declined_at ? 'declined' : 'told',
		declinedReason: row.declined_reason
	}));
}

/** Later published versions of the method the initiative follows, which may have taken a lesson in. */
export async function laterVersions(
	db: DbOrTx,
	methodVersionId: string
): Promise<{ id: string; number: number; name: LocalText }[]> {
	const { rows } = await sql<{ id: string; number: number; name: unknown }>`
		select v.id, v.number, v.definition -> 'name' as name from method_version v
		join method_version own on own.method_id = v.method_id
		where own.id = ${methodVersionId} and v.published_at is not null and v.number > own.number order by v.number`.execute(
		db
	);
	return rows.map((row) => ({ ...row, name: toText(row.name)! }));
}
