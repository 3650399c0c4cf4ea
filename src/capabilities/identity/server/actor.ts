import { sql, type RawBuilder } from 'kysely';
import { VISITOR, type Actor, type ActorMembership, type PlatformRole } from '#platform/access/index.ts';
import type { Db, DbOrTx } from '#platform/server/db/index.ts';
import { askedTogether } from '#platform/server/db/together.ts';
import { sessionToken } from './session-cookie.ts';

/** A session ends when it was not used for this long. */
export const SESSION_DAYS = 30;

interface Row {
	person_id: string;
	name: string;
	email: string;
	session_id: string;
	second_factor: boolean;
	stale: boolean;
	memberships: ActorMembership[];
	roles: PlatformRole[];
	elevated: boolean;
}

/**
 * Who sends this request, by its session cookie: one query, and none for visitors. Counts as use of the
 * session, so that one opened before a deadline outlasts it.
 */
export async function resolveActor(db: Db, headers: Headers): Promise<Actor> {
	const token = sessionToken(headers);
	if (!token) return VISITOR;
	const row = await bySession(db, token);
	if (!row) return VISITOR;
	if (row.stale) await touch(db, row.session_id);
	return toActor(row);
}

const bySession = askedTogether<Row & { token: string }>(async (db, tokens) => {
	const { rows } = await sql<Row & { token: string }>`
		select s.token, ${PERSON}, s.id as session_id, s.second_factor_at is not null as second_factor,
			s.last_seen_at < now() - interval '1 hour' as stale,
			exists (select from elevation e where e.session_id = s.id and e.person_id = p.id and e.ends_at > now()) as elevated
		from session s join person p on p.id = s.person_id
		where s.token = any(${tokens}) and s.expires_at > now() and ${isAlive('s')} and p.erased_at is null`.execute(
		db
	);
	return new Map(rows.map((row) => [row.token, row]));
});

/** Builds an actor for a person without a session: for jobs, imports, the demo world and tests. Null if unknown. */
export async function actorFor(
	db: DbOrTx,
	personId: string,
	options: { secondFactor?: boolean; elevated?: boolean } = {}
): Promise<Actor | null> {
	const { rows } = await sql<Omit<Row, 'session_id' | 'second_factor' | 'stale' | 'elevated'>>`
		select ${PERSON} from person p where p.id = ${personId}::uuid and p.erased_at is null`.execute(db);
	if (!rows[0]) return null;
	const { secondFactor = true, elevated = false } = options;
	return {
		...toActor({ ...rows[0], session_id: '', second_factor: secondFactor, stale: false, elevated }),
		sessionId: null
	};
}

/** SQL that tells whether the session under this alias was used lately. */
export function isAlive(alias: string): RawBuilder<boolean> {
	return sql<boolean>`${sql.ref(`${alias}.last_seen_at`)} > now() - make_interval(days => ${SESSION_DAYS})`;
}

// Own memberships, and those lent to this person today in Swedish time.
const PERSON = sql`p.id as person_id, p.name, p.email,
	(select coalesce(json_agg(json_build_object('organisationId', o.id, 'organisationName', o.name,
			'organisationSlug', o.slug, 'role', held.role, 'substitute', held.substitute) order by held.substitute, o.name), '[]')
		from (
			select m.organisation_id, m.role, false as substitute from membership m
			where m.person_id = p.id and m.ended_at is null
			union
			select m.organisation_id, m.role, true from substitution b join membership m on m.id = b.membership_id
			where b.substitute_id = p.id and b.ended_at is null and m.ended_at is null
				and (now() at time zone 'Europe/Stockholm')::date between b.starts_on and b.ends_on
		) held join organisation o on o.id = held.organisation_id) as memberships,
	array(select distinct r.role from platform_role r where r.person_id = p.id and r.ended_at is null) as roles`;

function toActor(row: Row): Actor {
	const mayElevate = row.roles.includes('administrator');
	return {
		personId: row.person_id,
		name: row.name,
		email: row.email,
		sessionId: row.session_id,
		memberships: row.memberships,
		platformRoles: row.roles.filter((role) => role !== 'administrator' || row.elevated),
		mayElevate,
		secondFactor: row.second_factor
	};
}

async function touch(db: Db, sessionId: string): Promise<void> {
	await sql`update session set last_seen_at = now() where id = ${sessionId}::uuid`.execute(db);
}
