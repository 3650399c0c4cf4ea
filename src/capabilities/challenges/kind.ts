import { sql } from 'kysely';
import { z } from 'zod';
import { newText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { json } from '#platform/server/db/json.ts';
import {
	createActivity,
	editInitiative,
	type ActivityKind,
	type ChainNote,
	type Facts,
	type NextStep
} from '#capabilities/initiatives/index.ts';
import { contentSchema, type Content } from './form.ts';
import { lackingForDecision, lackingIn } from './rules.ts';
import { personal } from './server/personal.ts';
import { challengeOf, versionsOf } from './server/store.ts';

interface State {
	initiative_id: string;
	slug: string;
	activity_id: string;
	phase: string;
	decided_on: string | null;
	published_at: Date | null;
}

/** How far the challenges of several initiatives have come, in one query. */
async function states(db: DbOrTx, ids: readonly string[]): Promise<State[]> {
	if (ids.length === 0) return [];
	const { rows } = await sql<State>`
		select c.initiative_id, i.slug, c.id as activity_id, a.phase,
			(select d.decided_on from challenge_decision d where d.challenge_id = c.id order by d.recorded_at desc limit 1) as decided_on,
			(select min(p.published_at) from challenge_publication p where p.challenge_id = c.id) as published_at
		from challenge c join activity a on a.id = c.id join initiative i on i.id = c.initiative_id
		where c.initiative_id = any(${uuids(ids)})`.execute(db);
	return rows;
}

const exported = z.object({
	content: contentSchema,
	budgetMinor: z.number().nullable(),
	versions: z.array(
		z.object({ number: z.number(), content: contentSchema, budgetMinor: z.number().nullable() })
	),
	decisions: z.array(
		z.object({
			version: z.number(),
			body: z.string(),
			takenBy: z.enum(['body', 'delegate']),
			delegationClause: z.string().nullable(),
			decidedOn: z.iso.date(),
			paragraph: z.string().nullable(),
			diaryNumber: z.string()
		})
	),
	/** Numbers of the versions that were published, oldest first. */
	published: z.array(z.number())
});
export type ExportedChallenge = z.output<typeof exported>;

export const challengeKind: ActivityKind<ExportedChallenge> = {
	key: 'challenge',
	name: 'challenges.kind',
	several: false,
	workPath: '/work/challenge',
	path: () => '/work/challenge',
	permissions: ['organisation.delegated-decisions'],
	facts: [
		{
			key: 'challenge.approved',
			type: 'boolean',
			condition: 'challenges.fact.approved',
			lacking: 'challenges.fact.approved.lacking'
		},
		{
			key: 'challenge.published',
			type: 'boolean',
			condition: 'challenges.fact.published',
			lacking: 'challenges.fact.published.lacking'
		}
	],
	async begin(tx, ctx, initiativeId) {
		const id = await createActivity(tx, ctx, {
			initiativeId,
			kind: 'challenge',
			title: newText('sv', 'Utmaningen', { en: 'The challenge' })
		});
		await tx.insertInto('challenge').values({ id, initiative_id: initiativeId }).execute();
	},
	async computeFacts(db, ids) {
		const all = new Map<string, Facts>(
			ids.map((id) => [id, { 'challenge.approved': false, 'challenge.published': false }])
		);
		for (const row of await states(db, ids)) {
			all.set(row.initiative_id, {
				'challenge.approved': row.decided_on !== null,
				'challenge.published': row.published_at !== null
			});
		}
		return all;
	},
	async chainNotes(db, ids) {
		const rows = await states(db, ids);
		return new Map(
			rows
				.filter((row) => row.decided_on !== null && row.published_at !== null)
				.map((row): [string, ChainNote[]] => [
					row.initiative_id,
					[
						{
							phase: row.phase,
							text: 'challenges.chain.decided',
							params: { date: row.decided_on! },
							path: `/initiatives/${row.slug}/challenge`
						}
					]
				])
		);
	},
	figures: async () => new Map(),
	async nextSteps(db, ids) {
		const [rows, drafts] = await Promise.all([states(db, ids), unpublished(db, ids)]);
		return new Map(rows.map((row) => [row.initiative_id, stepsOf(row, drafts.get(row.activity_id))]));
	},
	organisationsTakingPart: async () => new Map(),
	newsKinds: ['decision', 'progress', 'task'],
	exported,
	exportFrom,
	importInto,
	personal
};

/** Long texts are asked for only where something may still be lacking in them. */
async function unpublished(db: DbOrTx, ids: readonly string[]): Promise<Map<string, Content>> {
	const { rows } = await sql<{ id: string; content: unknown }>`
		select c.id, c.content from challenge c where c.initiative_id = any(${uuids(ids)})
			and not exists (select from challenge_publication p where p.challenge_id = c.id)`.execute(db);
	return new Map(rows.map((row) => [row.id, contentSchema.parse(row.content)]));
}

function stepsOf(row: State, draft: Content | undefined): NextStep[] {
	if (!draft) return [];
	const step = (text: NextStep['text'], path: string): NextStep[] => [
		{ activityId: row.activity_id, text, path: `/work/challenge${path}`, may: editInitiative }
	];
	if (lackingIn(draft).essential.length > 0) return step('challenges.next.write', '/essential');
	if (row.decided_on) return step('challenges.next.publish', '');
	return lackingForDecision(draft).length > 0
		? step('challenges.next.rest', '')
		: step('challenges.next.decide', '/decide');
}

async function exportFrom(db: DbOrTx, initiativeId: string): Promise<ExportedChallenge> {
	const challenge = await challengeOf(db, initiativeId);
	const versions = (await versionsOf(db, challenge.id)).reverse();
	const number = (id: string) => versions.find((version) => version.id === id)!.number;
	const decisions = await db
		.selectFrom('challenge_decision')
		.selectAll()
		.where('challenge_id', '=', challenge.id)
		.orderBy('recorded_at')
		.execute();
	const published = await db
		.selectFrom('challenge_publication')
		.select('version_id')
		.where('challenge_id', '=', challenge.id)
		.orderBy('published_at')
		.execute();
	return {
		content: challenge.content,
		budgetMinor: challenge.budgetMinor,
		versions: versions.map(({ number, content, budgetMinor }) => ({ number, content, budgetMinor })),
		decisions: decisions.map((row) => ({
			version: number(row.version_id),
			body: row.body,
			takenBy: row.taken_by as 'body' | 'delegate',
			delegationClause: row.delegation_clause,
			decidedOn: row.decided_on,
			paragraph: row.paragraph,
			diaryNumber: row.diary_number
		})),
		published: published.map((row) => number(row.version_id))
	};
}

async function importInto(
	tx: Tx,
	ctx: Context,
	initiativeId: string,
	data: ExportedChallenge
): Promise<void> {
	const { id } = await challengeOf(tx, initiativeId, true);
	const { organisation_id } = await tx
		.updateTable('initiative')
		.set({ budget_minor: data.budgetMinor })
		.where('id', '=', initiativeId)
		.returning('organisation_id')
		.executeTakeFirstOrThrow();
	await tx
		.updateTable('challenge')
		.set({ content: json(data.content) })
		.where('id', '=', id)
		.execute();
	const ids = new Map<number, string>();
	for (const version of data.versions) {
		const row = await tx
			.insertInto('challenge_version')
			.values({
				challenge_id: id,
				number: version.number,
				content: json(version.content),
				budget_minor: version.budgetMinor,
				made_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		ids.set(version.number, row.id);
	}
	for (const decision of data.decisions) {
		await tx
			.insertInto('challenge_decision')
			.values({
				challenge_id: id,
				version_id: ids.get(decision.version)!,
				organisation_id,
				body: decision.body,
				taken_by: decision.takenBy,
				// Names of persons do not travel; who decided stands in the owner's own records.
				delegate: decision.takenBy === 'delegate' ? '–' : null,
				delegation_clause: decision.delegationClause,
				decided_on: decision.decidedOn,
				paragraph: decision.paragraph,
				diary_number: decision.diaryNumber,
				recorded_at: sql`clock_timestamp()`
			})
			.execute();
	}
	for (const number of data.published) {
		await tx
			.insertInto('challenge_publication')
			.values({ challenge_id: id, version_id: ids.get(number)!, published_at: sql`clock_timestamp()` })
			.execute();
	}
}
