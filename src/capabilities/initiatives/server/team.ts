import { AppError, notFound } from '#platform/errors/index.ts';
import { announce } from '#platform/server/news/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { findPersonByEmail } from '#capabilities/identity/index.ts';
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

export interface InviteInput {
	/** A colleague, or … */
	personId?: string;
	/** … anybody with an account, by address. */
	email?: string;
	role: TeamRole;
}

/** Gives a person a role in the team; having it already changes nothing. They are told. */
export async function addToTeam(ctx: Context, slug: string, input: InviteInput): Promise<void> {
	const run = await accessInitiative(ctx, slug, leadInitiative);
	const person = await findInvited(ctx, input);
	await ctx.db.transaction().execute(async (tx) => {
		const added = await tx
			.insertInto('team_member')
			.columns(['initiative_id', 'person_id', 'role', 'organisation_id'])
			.expression((eb) =>
				eb
					.selectFrom('person as p')
					.select((e) => [
						e.val(run.id).as('i'),
						'p.id',
						e.val(input.role).as('role'),
						e
							.selectFrom('membership as m')
							.select('m.organisation_id')
							.whereRef('m.person_id', '=', 'p.id')
							.where('m.ended_at', 'is', null)
							.orderBy((o) => o('m.organisation_id', '=', run.organisationId), 'desc')
							.limit(1)
							.as('organisation_id')
					])
					.where('p.id', '=', person)
			)
			.onConflict((c) => c.doNothing())
			.returning('id')
			.executeTakeFirst();
		if (!added) return;
		await announce(tx, ctx.actor, {
			initiativeId: run.id,
			kind: 'invitation',
			key: 'initiatives.news.team',
			params: { title: run.title },
			path: `/initiatives/${run.slug}/work`,
			audience: 'persons',
			persons: [person]
		});
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'team.added',
			subject: `team_member:${added.id}`,
			data: { role: input.role }
		});
	});
}

/** Colleagues are known by id; others must have an account with the address. */
async function findInvited(ctx: Context, input: InviteInput): Promise<string> {
	if (input.personId) return input.personId;
	const person = input.email ? await findPersonByEmail(ctx.db, input.email) : null;
	if (!person) {
		throw new AppError('invalid', 'initiatives.error.no-such-person', {
			fields: { email: 'initiatives.error.no-such-person' }
		});
	}
	return person.id;
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
