import { authorize, definePermission, hasPlatformRole, hasRoleIn } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { currentVersion, INNOVATION_MODEL, type MethodVersion } from '#capabilities/methods/index.ts';
import { allKinds } from '../kind.ts';
import { slugOf } from '#platform/slug.ts';

export interface StartInput {
	organisationId: string;
	/** Written in the context's language. */
	title: string;
	summary?: string;
	/** Key of the method; the innovation model when left out. */
	method?: string;
	/** Official codes; the county follows from the municipality. */
	municipality?: string;
	county?: string;
	/** A part of the municipality, or words for several places. */
	placeName?: string;
	themes?: readonly string[];
}

/** Members start initiatives for their organisation; process leaders for any. */
export const startForOrganisation = definePermission<{ id: string }>(
	'initiative.start',
	(actor, organisation) =>
		hasRoleIn(actor, organisation.id) || hasPlatformRole(actor, 'process-leader')
			? null
			: 'initiatives.error.start'
);

/** Starts an initiative as a draft with its phases; whoever starts it coordinates it. */
export async function startInitiative(
	ctx: Context,
	input: StartInput
): Promise<{ id: string; slug: string }> {
	ctx.access.decided = true;
	const organisation = await ctx.db
		.selectFrom('organisation')
		.select('id')
		.where('id', '=', input.organisationId)
		.executeTakeFirst();
	if (!organisation) throw notFound();
	authorize(ctx, startForOrganisation, organisation);
	const version = await currentVersion(ctx.db, input.method ?? INNOVATION_MODEL);
	return ctx.db.transaction().execute((tx) => start(tx, ctx, input, version));
}

async function start(tx: Tx, ctx: Context, input: StartInput, version: MethodVersion) {
	const run = await insertRun(tx, ctx, input, version);
	await tx
		.insertInto('initiative_phase')
		.values(
			version.definition.phases.map((phase, index) => ({
				initiative_id: run.id,
				phase: phase.key,
				entered_at: index === 0 ? new Date() : null
			}))
		)
		.execute();
	await tx
		.insertInto('team_member')
		.values({
			initiative_id: run.id,
			person_id: ctx.actor.personId!,
			organisation_id: ctx.actor.memberships.find((m) => m.organisationId === input.organisationId)
				? input.organisationId
				: null,
			role: 'coordinator'
		})
		.execute();
	await beginKinds(tx, ctx, run.id, version);
	await audit(tx, ctx.actor, {
		chain: `initiative:${run.id}`,
		action: 'initiative.started',
		subject: `initiative:${run.id}`,
		data: { organisation: input.organisationId, method: version.methodKey, version: version.number }
	});
	return run;
}

async function beginKinds(tx: Tx, ctx: Context, id: string, version: MethodVersion): Promise<void> {
	const wanted = new Set(version.definition.phases.flatMap((p) => p.steps.flatMap((s) => s.kinds)));
	for (const kind of allKinds()) if (wanted.has(kind.key)) await kind.begin?.(tx, ctx, id);
}

/** Takes the first free address. Two who start at once with the same title get different ones: the database decides. */
async function insertRun(tx: Tx, ctx: Context, input: StartInput, version: MethodVersion) {
	const base = slugOf(input.title);
	for (let attempt = 1; ; attempt++) {
		const row = await tx
			.insertInto('initiative')
			.values({
				slug: attempt === 1 ? base : `${base}-${attempt}`,
				title: json(newText(ctx.lang, input.title)),
				summary: input.summary ? json(newText(ctx.lang, input.summary)) : null,
				organisation_id: input.organisationId,
				method_version_id: version.id,
				municipality: input.municipality ?? null,
				county: input.municipality?.slice(0, 2) ?? input.county ?? null,
				place_name: input.placeName ?? null,
				themes: [...(input.themes ?? [])],
				current_phase: version.definition.phases[0]!.key,
				created_by: ctx.actor.personId
			})
			.onConflict((c) => c.column('slug').doNothing())
			.returning(['id', 'slug'])
			.executeTakeFirst();
		if (row) return row;
	}
}

/** Organisations that the asker may start an initiative for, by name. */
export async function organisationsToStartFor(
	ctx: Context
): Promise<{ id: string; name: string; county: string | null; municipality: string | null }[]> {
	const leads = hasPlatformRole(ctx.actor, 'process-leader');
	const own = ctx.actor.memberships.map((m) => m.organisationId);
	if (!leads && own.length === 0) return [];
	let query = ctx.db
		.selectFrom('organisation')
		.select(['id', 'name', 'county', 'municipality'])
		.where('hidden_at', 'is', null)
		.orderBy('name');
	query = leads
		? query.where((eb) => eb.or([eb('sector', '=', 'public'), ...(own.length ? [eb('id', 'in', own)] : [])]))
		: query.where('id', 'in', own);
	return query.limit(500).execute();
}
