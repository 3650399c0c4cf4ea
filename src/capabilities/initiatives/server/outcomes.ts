import { sql } from 'kysely';
import { authorize } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { plainText, toText, type LocalText } from '#platform/i18n/text.ts';
import { editMethods, methodVersions } from '#capabilities/methods/index.ts';
import { allKinds } from '../kind.ts';
import { factsFor } from './facts.ts';
import { uuids } from '#platform/server/db/lists.ts';

/** An initiative as the page of its method lists it. */
export interface MethodRun {
	slug: string;
	title: LocalText;
	owner: string;
	version: number;
	/** Name of the phase it is in, in the reader's language, as its own version calls it. */
	phase: string;
	closedAs: 'finished' | 'stopped' | null;
	published: boolean;
}

/** What the published runs of a method have reached so far. Child runs of other initiatives are not counted. */
export interface MethodOutcomes {
	/** The newest ones, at most `SHOWN`. */
	runs: MethodRun[];
	total: number;
	finished: number;
	/** Phase → how many have passed it with every condition met, and the median days it took them. */
	time: Map<string, { passed: number; days: number }>;
	/** Sectors of the organisations that took part, "other" never counted, and how many organisations that was. */
	sectors: number;
	organisations: number;
	contracts: number;
	/** Those of which everybody may see a measured effect. */
	measured: number;
}

const SHOWN = 50;

interface Row {
	id: string;
	slug: string;
	title: unknown;
	owner: string;
	organisation_id: string;
	method_version_id: string;
	version: number;
	phase: string;
	closed_as: MethodRun['closedAs'];
	published_at: Date | null;
}

/** Computed from stored rows each time: one query per kind and table. */
export async function methodOutcomes(ctx: Context, methodId: string): Promise<MethodOutcomes> {
	const rows = await runsOf(ctx, methodId, sql`i.published_at is not null`);
	const ids = rows.map((row) => row.id);
	const facts = [...(await factsFor(ctx.db, ids)).values()];
	const owners = rows.map((row) => row.organisation_id);
	return {
		runs: await toRuns(ctx, rows.slice(0, SHOWN)),
		total: rows.length,
		finished: rows.filter((row) => row.closed_as === 'finished').length,
		time: await timePerPhase(ctx, ids),
		...(await takingPart(ctx, ids, owners)),
		contracts: facts.filter((fact) => fact['agreement.signed'] === true).length,
		measured: facts.filter((fact) => Number(fact['effects.shown'] ?? 0) > 0).length
	};
}

/** Runs under way that follow an older version than `current`, unpublished ones too: for those who move them. */
export async function runsBehind(ctx: Context, methodId: string, current: number): Promise<MethodRun[]> {
	authorize(ctx, editMethods, null);
	return toRuns(ctx, await runsOf(ctx, methodId, sql`i.closed_at is null and v.number < ${current}`));
}

/** How many initiatives are under way with any version of a method, unpublished ones among them. */
export async function runsUnderWay(ctx: Context, methodId: string): Promise<number> {
	authorize(ctx, editMethods, null);
	const { rows } = await sql<{ n: number }>`select count(*)::int as n from initiative i
		join method_version v on v.id = i.method_version_id
		where v.method_id = ${methodId}::uuid and i.closed_at is null and i.parent_activity_id is null`.execute(
		ctx.db
	);
	return rows[0]!.n;
}

async function runsOf(ctx: Context, methodId: string, which: ReturnType<typeof sql>): Promise<Row[]> {
	const { rows } = await sql<Row>`
		select i.id, i.slug, i.title, o.name as owner, i.organisation_id, i.method_version_id, v.number as version,
			i.current_phase as phase, i.closed_as, i.published_at
		from initiative i join method_version v on v.id = i.method_version_id join organisation o on o.id = i.organisation_id
		where v.method_id = ${methodId}::uuid and i.parent_activity_id is null and ${which}
		order by i.published_at desc nulls last, i.created_at desc`.execute(ctx.db);
	return rows;
}

async function toRuns(ctx: Context, rows: Row[]): Promise<MethodRun[]> {
	const versions = await methodVersions(
		ctx.db,
		rows.map((row) => row.method_version_id)
	);
	return rows.map((row) => {
		const phases = versions.get(row.method_version_id)?.definition.phases ?? [];
		const phase = phases.find(({ key }) => key === row.phase);
		return {
			slug: row.slug,
			title: toText(row.title)!,
			owner: row.owner,
			version: row.version,
			phase: plainText(phase?.name as LocalText, ctx.lang) || row.phase,
			closedAs: row.closed_as,
			published: row.published_at !== null
		};
	});
}

/**
 * Median days from entering a phase to leaving it. Phases that were left with an exemption are not counted:
 * what was skipped says nothing of how long it takes.
 */
async function timePerPhase(ctx: Context, ids: string[]): Promise<MethodOutcomes['time']> {
	const { rows } = await sql<{ phase: string; passed: number; days: number }>`
		select p.phase, count(*)::int as passed,
			round((percentile_cont(0.5) within group (order by extract(epoch from p.passed_at - p.entered_at)) / 86400)::numeric)::int as days
		from initiative_phase p
		where p.initiative_id = any(${uuids(ids)}) and p.passed_at is not null and p.entered_at is not null
			and not exists (select from gate_passage g where g.initiative_id = p.initiative_id
				and g.from_phase = p.phase and g.exemption_reason is not null)
		group by p.phase`.execute(ctx.db);
	return new Map(rows.map((row) => [row.phase, { passed: row.passed, days: row.days }]));
}

async function takingPart(
	ctx: Context,
	ids: string[],
	owners: string[]
): Promise<Pick<MethodOutcomes, 'sectors' | 'organisations'>> {
	if (ids.length === 0) return { sectors: 0, organisations: 0 };
	const answers = await Promise.all(allKinds().map((kind) => kind.organisationsTakingPart(ctx.db, ids)));
	const taking = answers.flatMap((answer) => [...answer.values()].flat());
	const { rows } = await sql<{ sectors: number; organisations: number }>`
		select count(distinct sector) filter (where sector <> 'other')::int as sectors, count(*)::int as organisations
		from organisation where id = any(${uuids([...new Set([...owners, ...taking])])})`.execute(ctx.db);
	return rows[0]!;
}
