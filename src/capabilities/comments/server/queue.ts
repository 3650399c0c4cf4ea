import { sql, type RawBuilder } from 'kysely';
import { hasPlatformRole, requirePerson, type Actor } from '#platform/access/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import type { QueueState } from '../form.ts';
import { selectQueue, type QueueRow } from './queries.ts';
import { HIDDEN, WAITING } from './service.ts';

/** A comment with where it stands. */
export interface PlacedQueueRow extends QueueRow {
	/** Null for what belongs to no initiative. */
	initiative: { slug: string; title: LocalText } | null;
}

export interface WholeQueue {
	rows: PlacedQueueRow[];
	counts: Record<QueueState, number>;
	page: number;
	pages: number;
}

const PAGE = 20;

const REPORTED = sql<boolean>`exists (select from comment_report r where r.comment_id = c.id and r.handled_at is null)`;
const STATES: Record<QueueState, RawBuilder<boolean>> = {
	open: sql<boolean>`((${WAITING} and not ${HIDDEN}) or ${REPORTED})`,
	waiting: sql<boolean>`(${WAITING} and not ${HIDDEN})`,
	reported: REPORTED,
	hidden: HIDDEN,
	all: sql<boolean>`true`
};

/** Comments that the asker may moderate: the same people as `facilitateInitiative` lets in (queue.test.ts). */
function mine(actor: Actor): RawBuilder<boolean> {
	if (seesAll(actor)) return sql<boolean>`true`;
	return sql<boolean>`c.initiative_id in (${moderatedBy(sql`${actor.personId}::uuid`)})`;
}

const seesAll = (actor: Actor) =>
	hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator');

const moderatedBy = (person: RawBuilder<unknown>) => sql`select m.initiative_id from team_member m
	where m.person_id = ${person} and m.ended_at is null and m.role in ('coordinator', 'facilitator', 'editor')`;

/** Everything that the asker may moderate, of all initiatives, oldest first where somebody waits. */
export async function myModerationQueue(ctx: Context, state: QueueState, page: number): Promise<WholeQueue> {
	requirePerson(ctx);
	const counts = await countStates(ctx.db, mine(ctx.actor));
	const pages = Math.max(1, Math.ceil(counts[state] / PAGE));
	const at = Math.min(page, pages);
	const order = state === 'all' || state === 'hidden' ? sql`c.created_at desc` : sql`c.created_at`;
	const { rows } = await sql<QueueRow & { slug: string | null; title: unknown }>`
		select ${selectQueue}, i.slug, i.title
		from comment c left join person p on p.id = c.author_id and p.erased_at is null
		left join initiative i on i.id = c.initiative_id
		where c.deleted_at is null and ${mine(ctx.actor)} and ${STATES[state]}
		order by ${order}, c.id limit ${PAGE} offset ${(at - 1) * PAGE}`.execute(ctx.db);
	return {
		rows: rows.map(({ slug, title, ...row }) => ({
			...row,
			initiative: slug ? { slug, title: toText(title)! } : null
		})),
		counts,
		page: at,
		pages
	};
}

async function countStates(db: DbOrTx, own: RawBuilder<boolean>): Promise<Record<QueueState, number>> {
	const { rows } = await sql<Record<QueueState, number>>`
		select ${sql.join(
			Object.entries(STATES).map(
				([state, rule]) => sql`(count(*) filter (where ${rule}))::int as ${sql.ref(state)}`
			)
		)} from comment c where c.deleted_at is null and ${own}`.execute(db);
	return rows[0]!;
}

/** How many comments wait for the asker; null where they moderate nothing. */
export async function waitingForMe(ctx: Context): Promise<number | null> {
	const personId = requirePerson(ctx);
	if (!seesAll(ctx.actor)) return (await waitingFor(ctx.db, personId)) ?? null;
	const { rows } = await sql<{ open: number; any: boolean }>`
		select (count(*) filter (where ${STATES.open}))::int as open, count(*) > 0 as any
		from comment c where c.deleted_at is null`.execute(ctx.db);
	return rows[0]!.any ? rows[0]!.open : null;
}

/** Everybody who asks at the same time shares the query. */
const waitingFor = askedTogether<number>(async (db, people) => {
	const { rows } = await sql<{ id: string; open: number }>`
		select p.id, (count(*) filter (where ${STATES.open}))::int as open
		from unnest(${uuids(people)}) p(id)
		join comment c on c.deleted_at is null and c.initiative_id in (${moderatedBy(sql`p.id`)})
		group by p.id`.execute(db);
	return new Map(rows.map(({ id, open }) => [id, open]));
});
