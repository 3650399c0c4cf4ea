import { sql } from 'kysely';
import { requirePerson } from '#platform/access/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { NEWS_KINDS, type NewsKind } from '#platform/server/news/index.ts';
import { DEFAULTS, type Frequency } from '../form.ts';

/** How often one hears of each kind. */
export async function mySettings(ctx: Context): Promise<Record<NewsKind, Frequency>> {
	const personId = requirePerson(ctx);
	const rows = await ctx.db
		.selectFrom('notice_setting')
		.select(['kind', 'frequency'])
		.where('person_id', '=', personId)
		.execute();
	const chosen = Object.fromEntries(rows.map((row) => [row.kind, row.frequency as Frequency]));
	return Object.fromEntries(NEWS_KINDS.map((kind) => [kind, chosen[kind] ?? DEFAULTS[kind]])) as Record<
		NewsKind,
		Frequency
	>;
}

export async function saveSettings(
	ctx: Context,
	settings: Partial<Record<NewsKind, Frequency>>
): Promise<void> {
	const personId = requirePerson(ctx);
	const rows = Object.entries(settings).map(([kind, frequency]) => ({
		person_id: personId,
		kind,
		frequency
	}));
	if (rows.length === 0) return;
	await ctx.db
		.insertInto('notice_setting')
		.values(rows)
		.onConflict((c) => c.columns(['person_id', 'kind']).doUpdateSet({ frequency: sql`excluded.frequency` }))
		.execute();
}

export interface NoticeLine {
	id: string;
	key: string;
	params: unknown;
	path: string;
	at: Date;
	read: boolean;
	initiative: LocalText | null;
}

const PAGE = 30;

/** What one has been told of, newest first, a page at a time. */
export async function myNotices(
	ctx: Context,
	page = 1
): Promise<{ lines: NoticeLine[]; total: number; pages: number }> {
	const personId = requirePerson(ctx);
	const rows = await ctx.db
		.selectFrom('notice as c')
		.innerJoin('news as n', 'n.id', 'c.news_id')
		.leftJoin('initiative as i', 'i.id', 'n.initiative_id')
		.select(['c.id', 'c.read_at', 'n.key', 'n.params', 'n.path', 'n.at', 'i.title'])
		.where('c.person_id', '=', personId)
		.orderBy('c.created_at', 'desc')
		.limit(PAGE)
		.offset((page - 1) * PAGE)
		.execute();
	const { total } = await ctx.db
		.selectFrom('notice')
		.select((eb) => eb.fn.countAll<number>().as('total'))
		.where('person_id', '=', personId)
		.executeTakeFirstOrThrow();
	const lines = rows.map((row) => ({
		id: row.id,
		key: row.key,
		params: row.params,
		path: row.path,
		at: row.at,
		read: row.read_at !== null,
		initiative: toText(row.title)
	}));
	return { lines, total, pages: Math.max(1, Math.ceil(total / PAGE)) };
}

export async function markAllRead(ctx: Context): Promise<void> {
	const personId = requirePerson(ctx);
	await ctx.db
		.updateTable('notice')
		.set({ read_at: sql`now()` })
		.where('person_id', '=', personId)
		.where('read_at', 'is', null)
		.execute();
}

export type FollowSubject = 'initiative' | 'theme' | 'organisation';

/** Begins or ends following. Following twice is following once. */
export async function setFollow(
	ctx: Context,
	subject: { kind: FollowSubject; id: string },
	on: boolean
): Promise<void> {
	const personId = requirePerson(ctx);
	if (subject.id.length > 100) throw new AppError('invalid', 'form.error.invalid');
	const row = { person_id: personId, subject_kind: subject.kind, subject_id: subject.id };
	if (on)
		await ctx.db
			.insertInto('follow')
			.values(row)
			.onConflict((c) => c.doNothing())
			.execute();
	else
		await ctx.db
			.deleteFrom('follow')
			.where('person_id', '=', personId)
			.where('subject_kind', '=', subject.kind)
			.where('subject_id', '=', subject.id)
			.execute();
}

export interface Following {
	kind: FollowSubject;
	id: string;
	name: LocalText | string;
	path: string | null;
}

/** Everything one follows, by name. */
export async function myFollowing(ctx: Context): Promise<Following[]> {
	const personId = requirePerson(ctx);
	const rows = await ctx.db
		.selectFrom('follow as f')
		.leftJoin('initiative as i', (j) =>
			j.on('f.subject_kind', '=', 'initiative').on(sql`i.id::text`, '=', sql.ref('f.subject_id'))
		)
		.leftJoin('organisation as o', (j) =>
			j.on('f.subject_kind', '=', 'organisation').on(sql`o.id::text`, '=', sql.ref('f.subject_id'))
		)
		.select(['f.subject_kind', 'f.subject_id', 'i.title', 'i.slug', 'o.name', 'o.slug as org_slug'])
		.where('f.person_id', '=', personId)
		.orderBy('f.created_at', 'desc')
		.execute();
	return rows.map((row) => ({
		kind: row.subject_kind as FollowSubject,
		id: row.subject_id,
		name: toText(row.title) ?? row.name ?? row.subject_id,
		path: row.slug ? `/initiatives/${row.slug}` : row.org_slug ? `/actors/${row.org_slug}` : null
	}));
}
