import { sql } from 'kysely';
import { authorize, VISITOR, type PlatformRole } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db, Tx } from '#platform/server/db/index.ts';
import { administer } from './elevation.ts';
import { findPersonByEmail } from './people.ts';

export interface PlatformRoleRow {
	id: string;
	personId: string;
	name: string;
	email: string;
	role: PlatformRole;
	/** Which part of the running organisation, for process leaders. */
	node: string | null;
	since: Date;
	/** Has a second factor, without which an administrator cannot act. */
	secondFactor: boolean;
}

/** Who leads processes and administers, now. */
export async function listPlatformRoles(ctx: Context): Promise<PlatformRoleRow[]> {
	authorize(ctx, administer, null);
	const rows = await ctx.db
		.selectFrom('platform_role as r')
		.innerJoin('person as p', 'p.id', 'r.person_id')
		.leftJoin('second_factor as f', (j) =>
			j.onRef('f.person_id', '=', 'p.id').on('f.confirmed_at', 'is not', null)
		)
		.select(['r.id', 'p.id as personId', 'p.name', 'p.email', 'r.role', 'r.node', 'r.created_at as since'])
		.select(sql<boolean>`f.person_id is not null`.as('secondFactor'))
		.where('r.ended_at', 'is', null)
		.orderBy('r.role')
		.orderBy(sql`p.name collate "sv-SE-x-icu"`)
		.execute();
	return rows.map((row) => ({ ...row, role: row.role as PlatformRole }));
}

export interface NewPlatformRole {
	email: string;
	role: PlatformRole;
	node?: string;
}

/** Gives a person a platform role. @throws AppError invalid when nobody has the address, conflict when they have it */
export async function grantPlatformRole(ctx: Context, input: NewPlatformRole): Promise<void> {
	authorize(ctx, administer, null);
	await ctx.db.transaction().execute(async (tx) => {
		const id = await addRole(tx, input);
		if (!id) throw new AppError('conflict', 'identity.admin.role-held');
		await audit(tx, ctx.actor, {
			chain: 'platform:roles',
			action: 'platform-role.granted',
			subject: `platform_role:${id}`,
			data: { role: input.role }
		});
	});
}

async function addRole(tx: Tx, { email, role, node }: NewPlatformRole): Promise<string | null> {
	const person = await findPersonByEmail(tx, email);
	if (!person)
		throw new AppError('invalid', 'identity.admin.nobody', { fields: { email: 'identity.admin.nobody' } });
	// Two administrators may do this at once.
	await tx.selectFrom('person').select('id').where('id', '=', person.id).forUpdate().execute();
	const held = await tx
		.selectFrom('platform_role')
		.select('id')
		.where('person_id', '=', person.id)
		.where('role', '=', role)
		.where('node', 'is not distinct from', node ?? null)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	if (held) return null;
	const values = { person_id: person.id, role, node: node ?? null };
	return (await tx.insertInto('platform_role').values(values).returning('id').executeTakeFirstOrThrow()).id;
}

/** Ends a role. The last administrator cannot be taken away. */
export async function endPlatformRole(ctx: Context, roleId: string): Promise<void> {
	authorize(ctx, administer, null);
	await ctx.db.transaction().execute(async (tx) => {
		const admins = await tx
			.selectFrom('platform_role')
			.select('id')
			.where('role', '=', 'administrator')
			.where('ended_at', 'is', null)
			.forUpdate()
			.execute();
		if (admins.length === 1 && admins[0]!.id === roleId)
			throw new AppError('conflict', 'identity.admin.last');
		const ended = await tx
			.updateTable('platform_role')
			.set({ ended_at: sql`now()` })
			.where('id', '=', roleId)
			.where('ended_at', 'is', null)
			.returning(['id', 'role'])
			.executeTakeFirst();
		if (!ended) throw notFound();
		await audit(tx, ctx.actor, {
			chain: 'platform:roles',
			action: 'platform-role.ended',
			subject: `platform_role:${ended.id}`,
			data: { role: ended.role }
		});
	});
}

/** From the server's own command line only: the first roles, before anybody can sign in as administrator. */
export async function grantFromConsole(db: Db, input: NewPlatformRole): Promise<'granted' | 'held'> {
	return db.transaction().execute(async (tx) => {
		const id = await addRole(tx, input);
		if (!id) return 'held';
		await audit(tx, VISITOR, {
			chain: 'platform:roles',
			action: 'platform-role.granted',
			subject: `platform_role:${id}`,
			data: { role: input.role, by: 'console' }
		});
		return 'granted';
	});
}

/** From the server's own command line only: for somebody who lost both app and recovery codes, once they are known to be who they say. */
export async function resetSecondFactorFromConsole(db: Db, email: string): Promise<boolean> {
	return db.transaction().execute(async (tx) => {
		const person = await findPersonByEmail(tx, email);
		if (!person) return false;
		const subject = `person:${person.id}` as const;
		await tx.deleteFrom('second_factor').where('person_id', '=', person.id).execute();
		await tx.deleteFrom('recovery_code').where('person_id', '=', person.id).execute();
		await tx
			.updateTable('session')
			.set({ second_factor_at: null })
			.where('person_id', '=', person.id)
			.execute();
		await audit(tx, VISITOR, {
			chain: subject,
			action: 'second-factor.reset',
			subject,
			data: { by: 'console' }
		});
		return true;
	});
}
