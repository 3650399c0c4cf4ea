import { sql, type SqlBool } from 'kysely';
import { groupedBy } from '#platform/grouped.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Db } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { voices, type PublicVoice } from './public.ts';

/** What was heard, as the initiative's own page tells it. */
export interface Heard {
	/** The latest published summary. */
	summary: { body: LocalText; publishedAt: Date } | null;
	/** Voices that the summary rests on, or where there is none, those that most share. */
	voices: PublicVoice[];
	/** All published voices. */
	total: number;
}

const HEARD = 4;

/** The caller has decided that the initiative may be seen. Undefined where nothing is published. */
export const heardOf = askedTogether<Heard>(async (db, ids) => {
	const [told, cited, shared] = await Promise.all([
		summariesAndTotals(db, ids),
		citedVoices(db, ids),
		sharedVoices(db, ids)
	]);
	return new Map(
		told.map(({ id, total, body, publishedAt }) => {
			const own = cited.get(id) ?? [];
			const seen = new Set(own.map((voice) => voice.id));
			const others = (shared.get(id) ?? []).filter((voice) => !seen.has(voice.id));
			const summary = publishedAt ? { body: toText(body)!, publishedAt } : null;
			return [id, { summary, voices: [...own, ...others].slice(0, HEARD), total }];
		})
	);
});

async function summariesAndTotals(db: Db, ids: string[]) {
	const { rows } = await sql<{ id: string; total: number; body: unknown; publishedAt: Date | null }>`
		select a.id, n.total, s.body, s.published_at as "publishedAt"
		from unnest(${uuids(ids)}) a(id)
		left join lateral (select body, published_at from insight_summary s
			where s.initiative_id = a.id and s.published_at is not null order by s.number desc limit 1) s on true
		cross join lateral (select coalesce(sum(t.n), 0)::int as total from insight_tally t
			where t.initiative_id = a.id and t.theme = '' and t.n > 0) n
		where s.published_at is not null or n.total > 0`.execute(db);
	return rows;
}

type Found = PublicVoice & { of: string };
const byInitiative = (rows: Found[]) => groupedBy(rows, ({ of, ...voice }) => [of, voice]);

/** Those that the latest published summary rests on, in its order. */
async function citedVoices(db: Db, ids: string[]): Promise<Map<string, PublicVoice[]>> {
	const cited = voices(db)
		.innerJoin('insight_summary_source as s', 's.insight_id', 'i.id')
		.where(
			sql<SqlBool>`s.summary_id = (select l.id from insight_summary l where l.initiative_id = a.id
				and l.published_at is not null order by l.number desc limit 1)`
		)
		.orderBy('s.position')
		.limit(sql.lit(HEARD));
	const { rows } = await sql<Found>`
		select a.id as of, v.* from unnest(${uuids(ids)}) a(id) cross join lateral (${cited}) v`.execute(db);
	return byInitiative(rows);
}

async function sharedVoices(db: Db, ids: string[]): Promise<Map<string, PublicVoice[]>> {
	const shared = voices(db)
		.where(sql<SqlBool>`i.initiative_id = a.id`)
		.orderBy('i.alike', 'desc')
		.orderBy('i.created_at', 'desc')
		.limit(sql.lit(3));
	const { rows } = await sql<Found>`
		select a.id as of, v.* from unnest(${uuids(ids)}) a(id) cross join lateral (${shared}) v`.execute(db);
	return byInitiative(rows);
}
