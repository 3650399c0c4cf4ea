import { sql } from 'kysely';
import { z } from 'zod';
import { localTextSchema } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { json } from '#platform/server/db/json.ts';
import {
	createActivity,
	type ActivityKind,
	type ChainNote,
	type Facts,
	type Figure,
	type NextStep
} from '#capabilities/initiatives/index.ts';
import { LESSON_KINDS } from './form.ts';
import { listLessons, listReuse } from './server/queries.ts';

const exported = z.object({
	lessons: z.array(
		z.object({
			kind: z.enum(LESSON_KINDS),
			title: localTextSchema,
			body: localTextSchema,
			published: z.boolean()
		})
	),
	/** Organisations travel by slug; an unknown one is left out. */
	reuse: z.array(
		z.object({ slug: z.string(), what: localTextSchema, since: z.string(), link: z.string().nullable() })
	)
});
export type ExportedSpread = z.output<typeof exported>;

interface Counts {
	id: string;
	lessons: number;
	reuse: number;
	told: number;
	organisations: string[];
}

async function counts(db: DbOrTx, ids: readonly string[]): Promise<Map<string, Counts>> {
	if (ids.length === 0) return new Map();
	const { rows } = await sql<Counts>`
		select i.id,
			(select count(*) from lesson l where l.initiative_id = i.id and l.published_at is not null)::int as lessons,
			(select count(*) from reuse r where r.initiative_id = i.id and r.confirmed_at is not null)::int as reuse,
			(select count(*) from reuse r where r.initiative_id = i.id and r.confirmed_at is null and r.declined_at is null)::int as told,
			array(select r.organisation_id::text from reuse r where r.initiative_id = i.id and r.confirmed_at is not null) as organisations
		from initiative i where i.id = any(${uuids(ids)})`.execute(db);
	return new Map(rows.map((row) => [row.id, row]));
}

function collect<T>(all: Map<string, Counts>, make: (row: Counts) => T[]): Map<string, T[]> {
	return new Map(
		[...all].map(([id, row]): [string, T[]] => [id, make(row)]).filter(([, list]) => list.length > 0)
	);
}

export const spreadKind: ActivityKind<ExportedSpread> = {
	key: 'spread',
	name: 'spread.kind',
	several: false,
	path: () => '/work/spread',
	permissions: ['spread.tell-reuse'],
	facts: [
		{
			key: 'spread.lessons-published',
			type: 'boolean',
			condition: 'spread.fact.lessons',
			lacking: 'spread.fact.lessons.lacking'
		},
		{
			key: 'spread.reuse',
			type: 'number',
			condition: 'spread.fact.reuse',
			lacking: 'spread.fact.reuse.lacking'
		}
	],
	async computeFacts(db, ids) {
		const all = await counts(db, ids);
		return new Map(
			ids.map((id): [string, Facts] => [
				id,
				{
					'spread.lessons-published': (all.get(id)?.lessons ?? 0) > 0,
					'spread.reuse': all.get(id)?.reuse ?? 0
				}
			])
		);
	},
	async chainNotes(db, ids) {
		return collect(await counts(db, ids), (row): ChainNote[] => {
			if (row.reuse > 0)
				return [{ phase: 'spread', text: 'spread.chain.reuse', params: { n: row.reuse }, path: '/spread' }];
			return row.lessons > 0
				? [{ phase: 'spread', text: 'spread.chain.lessons', params: { n: row.lessons }, path: '/spread' }]
				: [];
		});
	},
	async figures(db, ids) {
		return collect(await counts(db, ids), (row): Figure[] =>
			row.reuse > 0 ? [{ label: 'spread.figure.reuse', value: row.reuse, kind: 'count' }] : []
		);
	},
	async nextSteps(db, ids) {
		return collect(await counts(db, ids), (row): NextStep[] =>
			row.told > 0
				? [{ activityId: null, text: 'spread.next.confirm', params: { n: row.told }, path: '/work/spread' }]
				: []
		);
	},
	async organisationsTakingPart(db, ids) {
		return collect(await counts(db, ids), (row) => row.organisations);
	},
	newsKinds: ['insight', 'progress'],
	exported,
	async exportFrom(db, initiativeId) {
		const lessons = await listLessons(db, initiativeId, false);
		const reuse = await listReuse(db, initiativeId, true);
		return {
			lessons: lessons.map(({ kind, title, body, publishedAt }) => ({
				kind,
				title,
				body,
				published: publishedAt !== null
			})),
			reuse: reuse.map(({ organisationSlug, what, since, link }) => ({
				slug: organisationSlug,
				what,
				since,
				link
			}))
		};
	},
	async importInto(tx, ctx, initiativeId, data) {
		if (data.lessons.length + data.reuse.length === 0) return;
		await createActivity(tx, ctx, {
			initiativeId,
			kind: 'spread',
			title: { o: 'sv', v: 1, t: { sv: 'Så att fler kan göra detsamma' } }
		});
		for (const lesson of data.lessons) {
			await tx
				.insertInto('lesson')
				.values({
					initiative_id: initiativeId,
					kind: lesson.kind,
					title: json(lesson.title),
					body: json(lesson.body),
					published_at: lesson.published ? sql`now()` : null,
					created_at: sql`clock_timestamp()`
				})
				.execute();
		}
		for (const one of data.reuse) {
			await sql`insert into reuse (initiative_id, organisation_id, what, since, link, confirmed_at)
				select ${initiativeId}, id, ${JSON.stringify(one.what)}::jsonb, ${one.since}, ${one.link}, now() from organisation where slug = ${one.slug}`.execute(
				tx
			);
		}
	},
	personal: {
		label: 'mywork.data.of.spread',
		async show(db, personId) {
			const rows = await db
				.selectFrom('reuse')
				.select(['initiative_id', 'what', 'told_at'])
				.where('told_by', '=', personId)
				.execute();
			return rows.map((row) => ({
				initiative: row.initiative_id,
				what: row.what,
				toldAt: row.told_at.toISOString()
			}));
		},
		async erase(tx, personId) {
			await tx.updateTable('lesson').set({ written_by: null }).where('written_by', '=', personId).execute();
			await tx.updateTable('reuse').set({ told_by: null }).where('told_by', '=', personId).execute();
			await tx
				.updateTable('reuse')
				.set({ confirmed_by: null })
				.where('confirmed_by', '=', personId)
				.execute();
		},
		kept: [{ what: 'spread.kept.lessons', rule: 'spread.kept.rule' }]
	}
};
