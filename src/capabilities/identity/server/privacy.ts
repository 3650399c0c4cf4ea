import { sql } from 'kysely';
import { definePersonalData } from '#platform/server/privacy/index.ts';

// Registered before every other capability's, hence erased last: the others still find the person.

definePersonalData('identity.person', {
	label: 'mywork.data.of.person',
	show: (db, personId) =>
		db
			.selectFrom('person')
			.select(['name', 'email', 'email_verified', 'lang', 'created_at', 'updated_at'])
			.where('id', '=', personId)
			.execute(),
	erase: async (tx, personId) => {
		const { email } = await tx
			.selectFrom('person')
			.select('email')
			.where('id', '=', personId)
			.executeTakeFirstOrThrow();
		await tx.deleteFrom('sign_in_link').where('email', '=', email).execute();
		await sql`delete from outbox where recipient = ${email} or strpos(body_text, ${email}) > 0`.execute(tx);
		await tx.deleteFrom('persona').where('person_id', '=', personId).execute();
		// The row stays so that public records still point somewhere; nothing in it tells who it was.
		await tx
			.updateTable('person')
			.set({
				name: '',
				email: `${personId}@erased.invalid`,
				email_verified: false,
				image: null,
				persona: null
			})
			.set({ erased_at: sql`coalesce(erased_at, now())`, updated_at: sql`now()` })
			.where('id', '=', personId)
			.execute();
		// Without its salt, nobody can show whose the marks in the audit chains are.
		await tx.deleteFrom('audit_salt').where('person_id', '=', personId).execute();
	},
	kept: [{ what: 'identity.privacy.audit', rule: 'identity.privacy.audit-rule' }]
});

definePersonalData('identity.sign-in', {
	label: 'mywork.data.of.sign-in',
	show: async (db, personId) => [
		...(await db
			.selectFrom('session')
			.select(['user_agent', 'created_at', 'last_seen_at', 'second_factor_at'])
			.where('person_id', '=', personId)
			.execute()),
		...(await db
			.selectFrom('account')
			.select(['provider_id', 'account_id', 'created_at'])
			.where('person_id', '=', personId)
			.execute()),
		...(await db
			.selectFrom('second_factor')
			.select(['created_at', 'confirmed_at'])
			.where('person_id', '=', personId)
			.execute()),
		...(await db
			.selectFrom('email_change')
			.select(['new_email', 'created_at', 'cancelled_at', 'done_at'])
			.where('person_id', '=', personId)
			.execute())
	],
	erase: async (tx, personId) => {
		for (const table of ['session', 'account', 'second_factor', 'recovery_code', 'email_change'] as const) {
			await tx.deleteFrom(table).where('person_id', '=', personId).execute();
		}
	},
	kept: []
});

definePersonalData('identity.platform-roles', {
	label: 'mywork.data.of.platform-roles',
	show: async (db, personId) => [
		...(await db
			.selectFrom('platform_role')
			.select(['role', 'node', 'created_at', 'ended_at'])
			.where('person_id', '=', personId)
			.execute()),
		...(await db
			.selectFrom('elevation')
			.select(['reason', 'starts_at', 'ends_at'])
			.where('person_id', '=', personId)
			.execute())
	],
	erase: async (tx, personId) => {
		await tx
			.updateTable('platform_role')
			.set({ ended_at: sql`now()` })
			.where('person_id', '=', personId)
			.where('ended_at', 'is', null)
			.execute();
		await tx
			.updateTable('elevation')
			.set({ reason: '', ends_at: sql`least(ends_at, now())` })
			.where('person_id', '=', personId)
			.execute();
	},
	kept: [{ what: 'identity.privacy.roles', rule: 'identity.privacy.roles-rule' }]
});
