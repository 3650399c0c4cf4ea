import { sql } from 'kysely';
import type { Context } from '#platform/server/context.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { toText } from '#platform/i18n/text.ts';
import { allKinds } from '../kind.ts';
import { factsFor } from './facts.ts';

/** What the published runs of a method have reached so far. */
export interface MethodOutcomes {
	runs: {
		slug: string;
		title: LocalText;
		owner: string;
		version: number;
		phase: string;
		closedAs: string | null;
	}[];
	/** Phase → how many have passed it, and the median days it took them. */
	time: Map<string, { passed: number; days: number }>;
	/** Sectors of the organisations that took part, "other" never counted. */
	sectors: number;
	contracts: number;
	measured: number;
}

/** Computed from stored rows each time: one query per kind and table. */
export async function methodOutcomes(ctx: Context, methodId: string): Promise<MethodOutcomes> {
	const { rows } = await sql<{
		id: string;
		slug: string;
		title: unknown;
		owner: string;
		organisation_id: string;
		version: number;
		phase: string;
		closed_as: string | null;
	}>`
		select i.id, i.slug, i.title, o.name as owner, i.organisation_id, v.number as version, i.current_phase as phase, i.closed_as
		from initiative i join method_version v on v.id = i.method_version_id join organisation o on o.id = i.organisation_id
		where v.method_id = ${methodId}::uuid and i.published_at is not null
		order by i.published_at desc limit 1000`.execute(ctx.db);
	const ids = rows.map((row) => row.id);
	const facts = [...(await factsFor(ctx.db, ids)).values()];
	const owners = rows.map((row) => row.organisation_id);
	return {
		runs: rows.map((row) => ({ ...row, title: toText(row.title)!, closedAs: row.closed_as })),
		time: await timePerPhase(ctx, ids),
		sectors: await sectorsReached(ctx, ids, owners),
		contracts: facts.filter((fact) => fact['agreement.signed'] === true).length,
		measured: facts.filter((fact) => Number(fact['effects.measurements'] ?? 0) > 0).length
	};
}

async function timePerPhase(ctx: Context, ids: string[]): Promise<MethodOutcomes['time']> {
	const { rows } = await sql<{ phase: string; passed: number; days: number }>`
		select phase, count(*)::int as passed,
			round((percentile_cont(0.5) within group (order by extract(epoch from passed_at - entered_at)) / 86400)::numeric)::int as days
		from initiative_phase
		where initiative_id = any(${ids}::uuid[]) and passed_at is not null and entered_at is not null
		group by phase`.execute(ctx.db);
	return new Map(rows.map((row) => [row.phase, { passed: row.passed, days: row.days }]));
}

async function sectorsReached(ctx: Context, ids: string[], owners: string[]): Promise<number> {
	if (ids.length === 0) return 0;
	const answers = await Promise.all(allKinds().map((kind) => kind.organisationsTakingPart(ctx.db, ids)));
	const taking = answers.flatMap((answer) => [...answer.values()].flat());
	const { rows } = await sql<{ n: number }>`select count(distinct sector)::int as n from organisation
		where id = any(${[...new Set([...owners, ...taking])]}::uuid[]) and sector <> 'other'`.execute(ctx.db);
	return rows[0]!.n;
}
