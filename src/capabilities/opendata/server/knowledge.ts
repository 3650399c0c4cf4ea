import { sql } from 'kysely';
import type { z } from 'zod';
import type { Context } from '#platform/server/context.ts';
import { publicIndicators } from '#capabilities/effects/index.ts';
import { apiOrganisations, readQuery } from '#capabilities/actors/index.ts';
import { currentVersion, offeredMethods } from '#capabilities/methods/index.ts';
import type { indicator, insight, method, organisation } from '../shapes.ts';
import { paged, type Cut } from './paged.ts';
import { pagesOf, RUN, runOf, wordsIn, wordsOf, type RunColumns } from './words.ts';
import type { ActivityFilter } from './activities.ts';

const run = sql.raw(RUN);

interface IndicatorRow extends RunColumns {
	id: string;
	at: Date;
	step_name: unknown;
	band: 'output' | 'outcome' | 'impact';
}

/** Published indicators with the figures that the public may see. */
export async function indicators({ db }: Context, filter: ActivityFilter) {
	const page = await paged<IndicatorRow>(
		db,
		sql`select n.id, n.published_at as at, s.name as step_name, s.band, ${run}
			from indicator n join effect_step s on s.id = n.step_id join initiative i on i.id = n.initiative_id
			where n.published_at is not null and n.retired_at is null and i.published_at is not null
				and (${filter.initiative ?? null}::text is null or i.slug = ${filter.initiative ?? null})`,
		filter
	);
	const views = new Map(
		(
			await publicIndicators(
				db,
				page.rows.map((row) => row.id)
			)
		).map((view) => [view.id, view])
	);
	const items = page.rows.map((row): z.input<typeof indicator> => {
		const view = views.get(row.id)!;
		return {
			id: row.id,
			initiative: runOf(row),
			name: wordsIn(view.name),
			definition: wordsOf(view.definition),
			source: wordsIn(view.source),
			step: { name: wordsIn(row.step_name), band: row.band },
			unit: view.unit,
			unitLabel: wordsOf(view.unitLabel),
			better: view.direction,
			measurements: view.measurements.map(({ kind, periodStart, periodEnd, value, n, interval, design }) => ({
				kind,
				periodStart,
				periodEnd,
				value,
				n,
				interval,
				design
			})),
			targets: view.targets.map(({ value, byDate, state }) => ({ value, by: byDate, state })),
			publishedAt: row.at.toISOString(),
			pages: pagesOf(`/initiatives/${row.run_slug}/effects`)
		};
	});
	return { items, after: page.after };
}

interface InsightRow extends RunColumns {
	id: string;
	at: Date;
	words: string;
	lang: string;
	kind: z.input<typeof insight>['kind'];
	scope: 'local' | 'national';
	themes: string[];
	alike: number;
}

/** Published insights: the words, never whose. */
export async function insights({ db }: Context, filter: ActivityFilter & { theme?: string }) {
	const page = await paged<InsightRow>(
		db,
		sql`select n.id, n.published_at as at, n.words, n.lang, n.kind, n.scope, n.themes, n.alike, ${run}
			from insight n join initiative i on i.id = n.initiative_id
			where n.published_at is not null and n.hidden_at is null and n.merged_into is null and i.published_at is not null
				and (${filter.initiative ?? null}::text is null or i.slug = ${filter.initiative ?? null})
				and (${filter.theme ?? null}::text is null or ${filter.theme ?? null} = any(n.themes))`,
		filter
	);
	const items = page.rows.map((row): z.input<typeof insight> => ({
		id: row.id,
		initiative: runOf(row),
		words: row.words,
		language: row.lang,
		kind: row.kind,
		scope: row.scope,
		themes: row.themes,
		alike: row.alike,
		publishedAt: row.at.toISOString()
	}));
	return { items, after: page.after };
}

export interface OrganisationFilter extends Cut {
	q?: string;
	sector?: string;
	county?: string;
	theme?: string;
}

/** The directory in the order of names: here `after` is the number of the next page. */
export async function organisations(ctx: Context, { after, limit, ...filter }: OrganisationFilter) {
	const params = new URLSearchParams(
		Object.entries(filter).filter(([, value]) => value) as [string, string][]
	);
	const query = { ...readQuery(params), page: Number(after ?? 1) };
	const found = await apiOrganisations(ctx, query, limit);
	const items: z.input<typeof organisation>[] = found.organisations;
	return { items, after: found.page < found.pages ? String(found.page + 1) : null };
}

/** Methods in use, in their newest published version. */
export async function methods({ db }: Context): Promise<{ items: z.input<typeof method>[]; after: null }> {
	const known = await offeredMethods(db);
	const versions = await Promise.all(known.map(({ key, kind }) => currentVersion(db, key, kind)));
	const items = versions.map(({ methodKey, kind, number, definition, publishedAt }) => ({
		key: methodKey,
		kind,
		version: number,
		name: wordsIn(definition.name),
		summary: wordsIn(definition.summary),
		phases: definition.phases.map(({ key, name, summary, steps, gate, plan }) => ({
			key,
			name: wordsIn(name),
			summary: wordsIn(summary),
			steps: steps.map((step) => ({ key: step.key, name: wordsIn(step.name), kinds: step.kinds })),
			gate: gate as Record<string, unknown>,
			...(plan ? { plan } : {})
		})),
		publishedAt: publishedAt.toISOString()
	}));
	return { items, after: null };
}
