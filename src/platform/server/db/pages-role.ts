import { sql } from 'kysely';
import type { Db } from './index.ts';

/**
 * The database role that pages work under: everything may be read and written but what row policies hide. Who tenders
 * is hidden from it until a round has been opened, so that no page of a buyer can tell, whatever its query says. It
 * cannot sign in; the installation's own user takes it on.
 */
export const PAGES_ROLE = 'motesplats_pages';

/**
 * Makes the role and gives it its rights, after every migration. @returns false where the user of DATABASE_URL may not
 * make roles, and nobody has made this one
 */
export async function preparePagesRole(db: Db): Promise<boolean> {
	await sql`do $$ begin
		create role motesplats_pages nologin;
	exception when duplicate_object or unique_violation or insufficient_privilege then null; end $$`.execute(db);
	if (!(await takeOn(db))) return false;
	for (const schema of ['public', 'pgboss']) await grantAll(db, schema);
	return true;
}

/** Whether the installation's user can take on the role. */
export async function hasPagesRole(db: Db): Promise<boolean> {
	const { rows } = await sql<{ has: boolean }>`
		select coalesce((select pg_has_role(current_user, oid, 'MEMBER') from pg_roles
			where rolname = ${PAGES_ROLE}), false) as has`.execute(db);
	return rows[0]!.has;
}

async function takeOn(db: Db): Promise<boolean> {
	if (await hasPagesRole(db)) return true;
	await sql`grant ${sql.id(PAGES_ROLE)} to current_user`.execute(db).catch(() => {});
	return hasPagesRole(db);
}

async function grantAll(db: Db, schema: string): Promise<void> {
	const [to, within] = [sql.id(PAGES_ROLE), sql.id(schema)];
	await sql`grant usage on schema ${within} to ${to}`.execute(db);
	for (const [what, rights] of [
		['tables', 'select, insert, update, delete'],
		['sequences', 'usage, select']
	] as const) {
		const [all, some] = [sql.raw(what), sql.raw(rights)];
		await sql`grant ${some} on all ${all} in schema ${within} to ${to}`.execute(db);
		// The queues' tables come and go with the queues.
		await sql`alter default privileges in schema ${within} grant ${some} on ${all} to ${to}`.execute(db);
	}
}
