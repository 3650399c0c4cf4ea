import { sql } from 'kysely';
import type { Db, Tx } from '#platform/server/db/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { onNews } from '#platform/server/news/index.ts';
import { DEFAULTS, type Frequency } from '../form.ts';
import { noticeMail } from './mail.ts';

/**
 * Who a piece of news reaches. Public news go to followers of the initiative, its owner or a theme, and to the
 * team; everything else only to the team or to the persons named: a follower never hears of what is not public.
 */
async function receivers(tx: Tx, newsId: string): Promise<{ personId: string; frequency: Frequency }[]> {
	const { rows } = await sql<{ person_id: string; kind: keyof typeof DEFAULTS; chosen: Frequency | null }>`
		with n as (select * from news where id = ${newsId}),
		named as (
			select unnest(n.persons) as person_id from n
			union
			select m.person_id from n join team_member m on m.initiative_id = n.initiative_id and m.ended_at is null
			where n.audience in ('team', 'participants', 'public')
			union
			select f.person_id from n
			left join initiative i on i.id = n.initiative_id
			join follow f on (f.subject_kind = 'initiative' and f.subject_id = i.id::text)
				or (f.subject_kind = 'organisation' and f.subject_id = i.organisation_id::text)
				or (f.subject_kind = 'theme' and f.subject_id = any(n.themes || coalesce(i.themes, '{}')))
			where n.audience = 'public' and (i.id is null or i.published_at is not null)
		)
		select named.person_id, n.kind, s.frequency as chosen
		from named cross join n
		join person p on p.id = named.person_id and p.erased_at is null
		left join notice_setting s on s.person_id = named.person_id and s.kind = n.kind
		where named.person_id is distinct from n.by_person`.execute(tx);
	return rows.map((row) => ({
		personId: row.person_id,
		frequency: row.chosen ?? DEFAULTS[row.kind] ?? 'daily'
	}));
}

/** Running it twice makes no second notice and no second mail. */
export async function spread(newsId: string, db: Db): Promise<void> {
	await db.transaction().execute(async (tx) => {
		const wanted = (await receivers(tx, newsId)).filter((one) => one.frequency !== 'never');
		if (wanted.length === 0) return;
		const added = await tx
			.insertInto('notice')
			.values(wanted.map(({ personId, frequency }) => ({ person_id: personId, news_id: newsId, frequency })))
			.onConflict((c) => c.doNothing())
			.returning(['id', 'frequency'])
			.execute();
		for (const notice of added)
			if (notice.frequency === 'now') await sendMail(tx, noticeMail, { noticeId: notice.id });
	});
}

onNews(async ({ newsId }, db) => spread(newsId, db));
