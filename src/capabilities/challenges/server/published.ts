import { sql } from 'kysely';
import type { LocalText } from '#platform/i18n/text.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { contentSchema, type TextField } from '../form.ts';
import { withLaterTranslations } from '../rules.ts';

/** The parts of it that an initiative's own page shows. */
const SHOWN = ['problem', 'whom', 'change'] as const satisfies readonly TextField[];

/** What an initiative's own page tells of its published challenge. */
export interface PublishedTexts {
	texts: Partial<Record<(typeof SHOWN)[number], LocalText>>;
	/** Minutes of the decision that holds. */
	minutes: { id: string; name: string | null } | null;
}

interface Row {
	initiativeId: string;
	working: unknown;
	version: unknown;
	minutesFile: string | null;
	minutesName: string | null;
}

/** Undefined before it is published. The caller has decided that the initiative may be seen. */
export const publishedTexts = askedTogether<PublishedTexts>(async (db, ids) => {
	const { rows } = await sql<Row>`
		select c.initiative_id as "initiativeId", ${shownOf('c')} as working, ${shownOf('v')} as version,
			d.minutes_file as "minutesFile", f.name as "minutesName"
		from challenge c
		cross join lateral (select version_id from challenge_publication p
			where p.challenge_id = c.id order by p.published_at desc limit 1) p
		join challenge_version v on v.id = p.version_id
		left join lateral (select minutes_file from challenge_decision d
			where d.challenge_id = c.id order by d.recorded_at desc limit 1) d on true
		left join file f on f.id = d.minutes_file
		where c.initiative_id = any(${uuids(ids)})`.execute(db);
	return new Map(rows.map((row) => [row.initiativeId, toTexts(row)]));
});

/** The whole of it is long, and most pages ask for many. Taken apart once: `offset 0` keeps it so. */
function shownOf(alias: 'c' | 'v') {
	const shown = sql.join(SHOWN.map((field) => sql`${sql.lit(field)}, w.texts -> ${sql.lit(field)}`));
	return sql`(select jsonb_build_object('figures', '[]'::jsonb, 'texts', jsonb_strip_nulls(jsonb_build_object(${shown})))
		from (select ${sql.ref(`${alias}.content`)} -> 'texts' as texts offset 0) w)`;
}

function toTexts({ working, version, minutesFile, minutesName }: Row): PublishedTexts {
	const { texts } = withLaterTranslations(contentSchema.parse(version), contentSchema.parse(working));
	return { texts, minutes: minutesFile ? { id: minutesFile, name: minutesName } : null };
}
