import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { announce } from '#platform/server/news/index.ts';
import { accessRfi, manageCalls, type Rfi } from './access.ts';
import { lockRfi } from './lock.ts';
import { rfiPath } from './publish.ts';

/** An organisation that could have an answer, and why it is thought so. */
export interface Candidate {
	id: string;
	name: string;
	slug: string;
	sector: string;
	offers: LocalText | null;
	/** Themes it shares with the initiative. */
	themes: string[];
	sameCounty: boolean;
	invitedAt: Date | null;
	/** Somebody there can be reached, and the organisation has not declined invitations. */
	reachable: boolean;
	declined: boolean;
}

/** Organisations whose themes match, or whose offer speaks of what the call's title does; best first. */
export async function findCandidates(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ rfi: Rfi; candidates: Candidate[] }> {
	const rfi = await accessRfi(ctx, slug, id, manageCalls);
	const { themes, county, organisationId } = rfi.initiative;
	const words = Object.values((rfi.version?.content ?? rfi.draft).title.t).join(' ');
	const offers = sql<number>`word_similarity(${words}, coalesce(o.offers->'t'->>'sv', o.offers->'t'->>'en', ''))`;
	const rows = await ctx.db
		.selectFrom('organisation as o')
		.leftJoin('rfi_invitation as v', (join) =>
			join.onRef('v.organisation_id', '=', 'o.id').on('v.rfi_id', '=', id)
		)
		.leftJoin('rfi_no_invitations as d', 'd.organisation_id', 'o.id')
		.select([
			'o.id',
			'o.name',
			'o.slug',
			'o.sector',
			'o.offers',
			'o.themes',
			'o.county',
			'v.invited_at',
			'd.said_at'
		])
		.select((eb) =>
			eb
				.exists(
					eb
						.selectFrom('membership as m')
						.select('m.id')
						.whereRef('m.organisation_id', '=', 'o.id')
						.where('m.ended_at', 'is', null)
				)
				.as('peopled')
		)
		.select(offers.as('likeness'))
		.where('o.id', '!=', organisationId)
		.where('o.hidden_at', 'is', null)
		.where((eb) => eb.or([sql<boolean>`o.themes && ${themes}::text[]`, eb(offers, '>', 0.35)]))
		.orderBy(
			sql`cardinality(array(select unnest(o.themes) intersect select unnest(${themes}::text[])))`,
			'desc'
		)
		.orderBy(offers, 'desc')
		.orderBy('o.name')
		.limit(200)
		.execute();
	const candidates = rows.map((row) => ({
		id: row.id,
		name: row.name,
		slug: row.slug,
		sector: row.sector,
		offers: toText(row.offers),
		themes: row.themes.filter((theme) => themes.includes(theme)),
		sameCounty: row.county !== null && row.county === county,
		invitedAt: row.invited_at,
		reachable: Boolean(row.peopled) && row.said_at === null,
		declined: row.said_at !== null
	}));
	return { rfi, candidates };
}

/** Invites organisations to answer, each once; those that have declined invitations are passed over. @returns how many */
export async function inviteOrganisations(
	ctx: Context,
	slug: string,
	id: string,
	organisations: string[]
): Promise<number> {
	const rfi = await accessRfi(ctx, slug, id, manageCalls);
	return ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'share');
		refuse(locked.version ? null : 'rfi.error.not-published');
		refuse(locked.takesAnswers ? null : 'rfi.error.closed');
		const rows = await tx
			.insertInto('rfi_invitation')
			.columns(['rfi_id', 'organisation_id', 'invited_by'])
			.expression((eb) =>
				eb
					.selectFrom('organisation as o')
					.leftJoin('rfi_no_invitations as d', 'd.organisation_id', 'o.id')
					.select([sql`${id}::uuid`.as('rfi_id'), 'o.id', sql`${ctx.actor.personId}::uuid`.as('by')])
					.where('o.id', 'in', organisations)
					.where('o.id', '!=', rfi.initiative.organisationId)
					.where('d.said_at', 'is', null)
			)
			.onConflict((c) => c.doNothing())
			.returning('organisation_id')
			.execute();
		const invited = rows.map((row) => row.organisation_id);
		if (invited.length > 0) await tellInvited(ctx, tx, rfi, invited);
		return invited.length;
	});
}

async function tellInvited(
	ctx: Context,
	tx: Parameters<typeof announce>[0],
	rfi: Rfi,
	invited: string[]
): Promise<void> {
	const people = await tx
		.selectFrom('membership')
		.select('person_id')
		.distinct()
		.where('organisation_id', 'in', invited)
		.where('ended_at', 'is', null)
		.execute();
	if (people.length > 0) {
		await announce(tx, ctx.actor, {
			initiativeId: rfi.initiative.id,
			activityId: rfi.id,
			kind: 'invitation',
			key: 'rfi.news.invited',
			params: {
				title: rfi.version!.content.title,
				owner: rfi.initiative.organisationName,
				until: +rfi.answersUntil!
			},
			path: rfiPath(rfi),
			audience: 'persons',
			persons: people.map((row) => row.person_id)
		});
	}
	await audit(tx, ctx.actor, {
		chain: `call:${rfi.id}`,
		action: 'rfi.invited',
		subject: `rfi:${rfi.id}`,
		data: { organisations: invited.length }
	});
}

/** An organisation says whether it wants invitations to answer. */
export async function setInvitations(ctx: Context, organisationId: string, wanted: boolean): Promise<void> {
	ctx.access.decided = true;
	const may = ctx.actor.memberships.some((m) => m.organisationId === organisationId && m.role !== 'member');
	if (!may) throw new AppError('forbidden', 'rfi.error.members-draft');
	if (wanted)
		await ctx.db.deleteFrom('rfi_no_invitations').where('organisation_id', '=', organisationId).execute();
	else {
		await ctx.db
			.insertInto('rfi_no_invitations')
			.values({ organisation_id: organisationId, said_by: ctx.actor.personId })
			.onConflict((c) => c.doNothing())
			.execute();
	}
}
