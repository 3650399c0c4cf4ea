import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { StoredParams } from '#platform/i18n/params.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';

/** One thing that happened, as everybody may know it. The sentence is `t(key, readParams(t, params))`. */
export interface PublicNews {
	id: string;
	at: Date;
	key: MessageKey;
	params: StoredParams;
	/** Path without language. */
	path: string;
	initiative: { slug: string; title: LocalText } | null;
}

export interface NewsFilter {
	initiativeId?: string;
	theme?: string;
	size: number;
}

/** Public news of published initiatives and of the platform, newest first. */
export async function publicNews(db: DbOrTx, filter: NewsFilter): Promise<PublicNews[]> {
	const { initiativeId, theme, size } = filter;
	const { rows } = await sql<Omit<PublicNews, 'initiative'> & { slug: string | null; title: unknown }>`
		select n.id, n.at, n.key, n.params, n.path, i.slug, i.title
		from news n left join initiative i on i.id = n.initiative_id
		where n.audience = 'public' and (n.initiative_id is null or i.published_at is not null)
			and (${initiativeId ?? null}::uuid is null or n.initiative_id = ${initiativeId ?? null}::uuid)
			and (${theme ?? null}::text is null or ${theme ?? null} = any(n.themes || coalesce(i.themes, '{}')))
		order by n.at desc, n.id limit ${size}`.execute(db);
	return rows.map(({ slug, title, ...row }) => ({
		...row,
		initiative: slug ? { slug, title: toText(title)! } : null
	}));
}
