import { sql } from 'kysely';
import { definePersonalData } from '#platform/server/privacy/index.ts';
import type { Db, Tx } from '#platform/server/db/index.ts';
import { PROOF } from './claims.ts';
import { endMembershipRow, unclaimIfEmpty } from './membership.ts';

definePersonalData('actors.memberships', {
	label: 'mywork.data.of.memberships',
	show: (db, personId) =>
		db
			.selectFrom('membership as m')
			.innerJoin('organisation as o', 'o.id', 'm.organisation_id')
			.select(['o.name as organisation', 'm.role', 'm.title', 'm.created_at', 'm.ended_at', 'm.shown_at'])
			.where('m.person_id', '=', personId)
			.orderBy('m.created_at')
			.execute(),
	// Ended rows keep ids and dates only, so that decisions taken in the organisation's name can be understood.
	erase: async (tx, personId) => {
		const rows = await tx
			.selectFrom('membership')
			.select(['id', 'organisation_id'])
			.where('person_id', '=', personId)
			.where('ended_at', 'is', null)
			.execute();
		for (const row of rows) {
			await endMembershipRow(tx, row.id);
			await unclaimIfEmpty(tx, row.organisation_id);
		}
		await tx
			.updateTable('membership')
			.set({ title: null, shown_at: null })
			.where('person_id', '=', personId)
			.execute();
	},
	kept: [{ what: 'actors.privacy.membership', rule: 'actors.privacy.membership-rule' }]
});

definePersonalData('actors.substitutions', {
	label: 'mywork.data.of.substitutions',
	show: (db, personId) =>
		db
			.selectFrom('substitution as s')
			.innerJoin('membership as m', 'm.id', 's.membership_id')
			.innerJoin('organisation as o', 'o.id', 'm.organisation_id')
			.select(['o.name as organisation', 's.starts_on', 's.ends_on', 's.ended_at'])
			.select(sql<boolean>`s.substitute_id = ${personId}`.as('as_substitute'))
			.where((eb) => eb.or([eb('s.substitute_id', '=', personId), eb('m.person_id', '=', personId)]))
			.execute(),
	erase: async (tx, personId) => {
		await sql`delete from substitution s using membership m where m.id = s.membership_id
			and (s.substitute_id = ${personId} or m.person_id = ${personId})`.execute(tx);
	},
	kept: []
});

definePersonalData('actors.claims', {
	label: 'mywork.data.of.claims',
	show: (db, personId) =>
		db
			.selectFrom('organisation_claim as c')
			.innerJoin('organisation as o', 'o.id', 'c.organisation_id')
			.select([
				'o.name as organisation',
				'c.role',
				'c.title',
				'c.words',
				'c.created_at',
				'c.outcome',
				'c.reason'
			])
			.where('c.person_id', '=', personId)
			.execute(),
	erase: async (tx, personId) => {
		await sql`update file set removed_at = now() where subject_kind = ${PROOF} and removed_at is null
			and subject_id in (select id from organisation_claim where person_id = ${personId})`.execute(tx);
		await tx.deleteFrom('organisation_claim').where('person_id', '=', personId).execute();
		await cutTraces(tx, personId);
	},
	kept: []
});

/** Who decided, invited, entered or imported stands in the audit chain, salted; here it is cut. */
async function cutTraces(tx: Tx, personId: string): Promise<void> {
	await sql`update organisation_claim set decided_by = null where decided_by = ${personId}`.execute(tx);
	await sql`update organisation_invitation set invited_by = null where invited_by = ${personId}`.execute(tx);
	await sql`update organisation set created_by = null where created_by = ${personId}`.execute(tx);
	await sql`update organisation_import set created_by = null, confirmed_by = null
		where created_by = ${personId} or confirmed_by = ${personId}`.execute(tx);
}

definePersonalData('actors.invitations', {
	label: 'mywork.data.of.invitations',
	show: async (db, personId) => {
		const email = await emailOf(db, personId);
		return db
			.selectFrom('organisation_invitation as i')
			.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
			.select([
				'o.name as organisation',
				'i.email',
				'i.role',
				'i.created_at',
				'i.accepted_at',
				'i.revoked_at'
			])
			.where('i.email', '=', email)
			.execute();
	},
	erase: async (tx, personId) => {
		await sql`delete from organisation_invitation where accepted_by = ${personId}
			or email = (select email from person where id = ${personId})`.execute(tx);
	},
	kept: []
});

async function emailOf(db: Db, personId: string): Promise<string> {
	const row = await db.selectFrom('person').select('email').where('id', '=', personId).executeTakeFirst();
	return row?.email ?? '';
}
