import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import { rewriteText, toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { methodVersion } from '#capabilities/methods/index.ts';
import { allKinds } from '../kind.ts';
import { accessInitiative, editInitiative, planInitiative } from './access.ts';

/** Sets the dates that a phase is planned for; leaving one out clears it. */
export async function planPhase(
	ctx: Context,
	slug: string,
	input: { phase: string; start?: string; end?: string }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, planInitiative);
	const method = await methodVersion(ctx.db, run.methodVersionId);
	if (!method.definition.phases.some((phase) => phase.key === input.phase)) throw notFound();
	if (input.start && input.end && input.end < input.start) {
		throw new AppError('invalid', 'form.error.failed', {
			fields: { end: 'initiatives.error.end-before-start' }
		});
	}
	const dates = { planned_start: input.start ?? null, planned_end: input.end ?? null };
	await ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('initiative_phase')
			.values({ initiative_id: run.id, phase: input.phase, ...dates })
			.onConflict((c) => c.columns(['initiative_id', 'phase']).doUpdateSet(dates))
			.execute();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'phase.planned',
			subject: `initiative:${run.id}`,
			data: { phase: input.phase, start: input.start ?? null, end: input.end ?? null }
		});
	});
}

export interface DescribeInput {
	title: string;
	/** The title one began from, in the context's language. */
	titleWas: string;
	summary?: string;
	summaryWas?: string;
	municipality?: string;
	county?: string;
	placeName?: string;
	themes: readonly string[];
	/** Minor units; null clears it. */
	budgetMinor?: number | null;
}

/**
 * Rewrites what an initiative is called and about, in the context's language.
 * @throws AppError conflict when somebody has changed the words since `…Was`
 */
export async function describeInitiative(ctx: Context, slug: string, input: DescribeInput): Promise<void> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		const stored = await tx
			.selectFrom('initiative')
			.select(['title', 'summary'])
			.where('id', '=', run.id)
			.forUpdate()
			.executeTakeFirstOrThrow();
		const title = rewriteText(toText(stored.title), ctx.lang, input.titleWas, input.title);
		const summary = rewriteText(
			toText(stored.summary),
			ctx.lang,
			input.summaryWas ?? '',
			input.summary ?? ''
		);
		if (!title || !summary) throw new AppError('conflict', 'error.conflict');
		await tx
			.updateTable('initiative')
			.set({
				title: json(title),
				summary: Object.values(summary.t).some(Boolean) ? json(summary) : null,
				municipality: input.municipality ?? null,
				county: input.municipality?.slice(0, 2) ?? input.county ?? null,
				place_name: input.placeName ?? null,
				themes: [...input.themes],
				...(input.budgetMinor === undefined ? {} : { budget_minor: input.budgetMinor }),
				updated_at: sql`now()`
			})
			.where('id', '=', run.id)
			.execute();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'initiative.described',
			subject: `initiative:${run.id}`,
			data: { lang: ctx.lang }
		});
	});
}

export interface StepActivity {
	id: string;
	kind: string;
	phase: string;
	step: string;
	title: LocalText;
	startsAt: Date | null;
	endsAt: Date | null;
	closedAt: Date | null;
	/** After /initiatives/<slug>; null where no kind of today shows it. */
	path: string | null;
}

/** Everything that was started in the steps, in order of time. Cancelled ones are left out. */
export async function activitiesOf(db: DbOrTx, initiativeId: string): Promise<StepActivity[]> {
	const rows = await db
		.selectFrom('activity')
		.selectAll()
		.where('initiative_id', '=', initiativeId)
		.where('cancelled_at', 'is', null)
		.orderBy(sql`coalesce(starts_at, created_at)`)
		.execute();
	const kinds = new Map(allKinds().map((kind) => [kind.key, kind]));
	return rows.map((row) => ({
		id: row.id,
		kind: row.kind,
		phase: row.phase,
		step: row.step,
		title: toText(row.title)!,
		startsAt: row.starts_at,
		endsAt: row.ends_at,
		closedAt: row.closed_at,
		path: kinds.get(row.kind)?.path(row.id) ?? null
	}));
}
