import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { TeamRole } from '../form.ts';
import { accessInitiative, leadInitiative, type Initiative } from './access.ts';

export interface TeamPerson {
	personId: string;
	name: string;
	/** Name of the organisation they are here for; null when for none. */
	organisation: string | null;
	roles: TeamRole[];
}

/** The team, coordinators first, one entry per person. */
export async function teamOf(db: DbOrTx, initiativeId: string): Promise<TeamPerson[]> {
	const rows = await db
		.selectFrom('team_member as m')
		.innerJoin('person as p', 'p.id', 'm.person_id')
		.leftJoin('organisation as o', 'o.id', 'm.organisation_id')
		.select(['p.id', 'p.name', 'm.role'])
		.select((eb) => eb.ref('o.name').as('organisation'))
		.where('m.initiative_id', '=', initiativeId)
		.where('m.ended_at', 'is', null)
		.where('p.erased_at', 'is', null)
		.orderBy('m.created_at')
		.execute();
	const people = new Map<string, TeamPerson>();
	for (const row of rows) {
		const known = people.get(row.id) ?? {
			personId: row.id,
			name: row.name,
			organisation: row.organisation,
			roles: []
		};
		known.roles.push(row.role as TeamRole);
		people.set(row.id, known);
	}
	return [...people.values()].sort((a, b) => rank(a) - rank(b));
}

const rank = (person: TeamPerson) => (person.roles.includes('coordinator') ? 0 : 1);

/** Gives a colleague of the owner's organisation a role; having it already changes nothing. They are told. */
export async function addToTeam(
	ctx: Context,
	slug: string,
	input: { personId: string; role: TeamRole }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		await refuseOutsider(tx, run, input.personId);
		const added = await joinTeam(tx, run.id, input.personId, input.role);
		if (!added) return;
		await announce(tx, ctx.actor, {
			initiativeId: run.id,
			kind: 'invitation',
			key: 'initiatives.news.team',
			params: { title: run.title },
			path: `/initiatives/${run.slug}/work`,
			audience: 'persons',
			persons: [input.personId]
		});
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'team.added',
			subject: `team_member:${added}`,
			data: { role: input.role }
		});
	});
}

/** Others are invited, and say yes themselves. */
async function refuseOutsider(tx: Tx, run: Initiative, personId: string): Promise<void> {
	const colleague = await tx
		.selectFrom('membership')
		.select('id')
		.where('person_id', '=', personId)
		.where('organisation_id', '=', run.organisationId)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	if (!colleague)
		throw new AppError('invalid', 'form.error.failed', {
			fields: { personId: 'initiatives.team.not-colleague' }
		});
}

/** The row itself, with the organisation the person is here for: the owner's before others. Null when there already. */
export async function joinTeam(
	tx: Tx,
	initiativeId: string,
	personId: string,
	role: TeamRole
): Promise<string | null> {
	const { rows } = await sql<{ id: string }>`
		insert into team_member (initiative_id, person_id, role, organisation_id)
		select i.id, ${personId}::uuid, ${role}, (
			select m.organisation_id from membership m where m.person_id = ${personId}::uuid and m.ended_at is null
			order by m.organisation_id = i.organisation_id desc, m.created_at limit 1)
		from initiative i where i.id = ${initiativeId}::uuid
		on conflict do nothing returning id`.execute(tx);
	return rows[0]?.id ?? null;
}

/** Takes a role from a person. The last coordinator stays: somebody must hold the initiative together. */
export async function removeFromTeam(
	ctx: Context,
	slug: string,
	input: { personId: string; role: TeamRole }
): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	await ctx.db.transaction().execute(async (tx) => {
		// The initiative's row is the lock: two coordinators who remove each other must not both succeed.
		await tx.selectFrom('initiative').select('id').where('id', '=', run.id).forUpdate().execute();
		const members = await tx
			.selectFrom('team_member')
			.select(['id', 'person_id', 'role'])
			.where('initiative_id', '=', run.id)
			.where('ended_at', 'is', null)
			.execute();
		const member = members.find((m) => m.person_id === input.personId && m.role === input.role);
		if (!member) throw notFound();
		const coordinators = members.filter((m) => m.role === 'coordinator');
		if (member.role === 'coordinator' && coordinators.length === 1)
			throw new AppError('conflict', 'initiatives.error.last-coordinator');
		await tx.updateTable('team_member').set({ ended_at: new Date() }).where('id', '=', member.id).execute();
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'team.removed',
			subject: `team_member:${member.id}`,
			data: { role: input.role }
		});
	});
}

/** People of the owner's organisation who are not yet in the team, by name. */
export async function colleaguesToInvite(
	db: DbOrTx,
	run: Initiative
): Promise<{ id: string; name: string; title: string | null }[]> {
	return db
		.selectFrom('membership as m')
		.innerJoin('person as p', 'p.id', 'm.person_id')
		.select(['p.id', 'p.name', 'm.title'])
		.where('m.organisation_id', '=', run.organisationId)
		.where('m.ended_at', 'is', null)
		.where('p.erased_at', 'is', null)
		.orderBy('p.name')
		.limit(300)
		.execute();
}
