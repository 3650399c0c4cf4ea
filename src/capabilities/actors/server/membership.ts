import { sql } from 'kysely';
import type { MembershipRole } from '#platform/access/index.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { MemberFacts } from '../rules.ts';

/** Whoever changes who belongs waits here for others who do the same, so that counts are true. */
export async function lockOrganisation(tx: Tx, id: string): Promise<void> {
	await tx.selectFrom('organisation').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** Those who belong now. */
export async function activeMembers(db: DbOrTx, organisationId: string): Promise<MemberFacts[]> {
	const rows = await db
		.selectFrom('membership')
		.select(['id as membershipId', 'person_id as personId', 'role'])
		.where('organisation_id', '=', organisationId)
		.where('ended_at', 'is', null)
		.execute();
	return rows as MemberFacts[];
}

/** Makes a person belong with this role. The first who may speak for the organisation makes it claimed. */
export async function giveRole(
	tx: Tx,
	grant: { organisationId: string; personId: string; role: MembershipRole; title?: string | null }
): Promise<void> {
	const { organisationId, personId, role, title = null } = grant;
	await sql`
		insert into membership (person_id, organisation_id, role, title) values (${personId}, ${organisationId}, ${role}, ${title})
		on conflict (person_id, organisation_id) where ended_at is null
		do update set role = excluded.role, title = coalesce(excluded.title, membership.title)`.execute(tx);
	if (role === 'member') return;
	await tx
		.updateTable('organisation')
		.set({ claimed_at: sql`now()` })
		.where('id', '=', organisationId)
		.where('claimed_at', 'is', null)
		.execute();
}

/** Ends a membership with what hangs on it: tasks lent from it, and tasks the person held for colleagues. */
export async function endMembershipRow(tx: Tx, membershipId: string): Promise<void> {
	await sql`
		with gone as (
			update membership set ended_at = now(), shown_at = null where id = ${membershipId} and ended_at is null
			returning id, person_id, organisation_id)
		update substitution s set ended_at = now() from gone, membership m
		where s.ended_at is null and m.id = s.membership_id
			and (m.id = gone.id or (s.substitute_id = gone.person_id and m.organisation_id = gone.organisation_id))`.execute(
		tx
	);
}

/** An organisation that nobody may speak for any more can be claimed anew. */
export async function unclaimIfEmpty(tx: Tx, organisationId: string): Promise<void> {
	await sql`
		update organisation o set claimed_at = null where o.id = ${organisationId} and not exists (
			select from membership m where m.organisation_id = o.id and m.ended_at is null and m.role <> 'member')`.execute(
		tx
	);
}
