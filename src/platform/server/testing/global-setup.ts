import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDb } from '../db/index.ts';
import { migrate } from '../db/migrate.ts';
import { preparePagesRole } from '../db/pages-role.ts';
import { prepareJobs } from '../jobs/index.ts';
import { createTestCluster } from '../postgres/index.ts';
import { address } from './address.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Address of the server's own database, for making and dropping others. */
		adminUrl: string;
		/** Name of the migrated database that each test file clones. */
		template: string;
	}
}

/** One server for the run (DATABASE_URL_TEST or a throw-away one) and one migrated template in it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
	const given = process.env.DATABASE_URL_TEST;
	const server = given ? { url: given, stop: async () => {} } : await createTestCluster();
	const template = `test_template_${randomBytes(6).toString('hex')}`;
	await adminQuery(server.url, `create database ${template} template template0`);
	const db = openDb(address(server.url, template), 2);
	await migrate(db);
	await prepareJobs(address(server.url, template));
	await preparePagesRole(db).finally(() => db.destroy());
	project.provide('adminUrl', server.url);
	project.provide('template', template);
	return async () => {
		await adminQuery(server.url, `drop database ${template} with (force)`);
		await server.stop();
	};
}

async function adminQuery(url: string, text: string): Promise<void> {
	const client = new pg.Client(url);
	await client.connect();
	await client.query(text).finally(() => client.end());
}
