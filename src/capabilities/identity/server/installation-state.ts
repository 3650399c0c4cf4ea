import { sql } from 'kysely';
import { authorize } from '#platform/access/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { administer } from './elevation.ts';

export interface InstallationState {
	demo: boolean;
	since: Date | null;
	postgres: string;
	databaseBytes: number;
	migrations: number;
	latestMigration: string;
	people: number;
	openSessions: number;
	auditEntries: number;
	/** Signed checkpoint of the audit chains, when there is one. */
	lastCheckpoint: Date | null;
	jobs: { queue: string; waiting: number; failed: number }[];
	smtp: boolean;
	issuers: string[];
	publicUrl: string;
}

/** How this installation stands, read from the database and the settings at this moment. */
export async function installationState(ctx: Context): Promise<InstallationState> {
	authorize(ctx, administer, null);
	const { rows } = await sql<Omit<InstallationState, 'jobs' | 'smtp' | 'issuers' | 'publicUrl'>>`
		select coalesce((select demo from installation), false) as demo, (select created_at from installation) as since,
			current_setting('server_version') as postgres, pg_database_size(current_database())::bigint as "databaseBytes",
			(select count(*) from kysely_migration) as migrations, (select max(name) from kysely_migration) as "latestMigration",
			(select count(*) from person where erased_at is null) as people,
			(select count(*) from session where expires_at > now()) as "openSessions",
			(select count(*) from audit_entry) as "auditEntries",
			(select max(at) from audit_checkpoint) as "lastCheckpoint"`.execute(ctx.db);
	const { SMTP_URL, OIDC_ISSUERS, PUBLIC_URL } = config();
	return {
		...rows[0]!,
		jobs: await queueStates(ctx),
		smtp: SMTP_URL !== undefined,
		issuers: OIDC_ISSUERS.map(({ name }) => name),
		publicUrl: PUBLIC_URL
	};
}

async function queueStates(ctx: Context): Promise<InstallationState['jobs']> {
	const { rows } = await sql<InstallationState['jobs'][number]>`
		select name as queue, count(*) filter (where state in ('created', 'retry')) as waiting,
			count(*) filter (where state = 'failed') as failed
		from pgboss.job group by name order by name`.execute(ctx.db);
	return rows;
}
