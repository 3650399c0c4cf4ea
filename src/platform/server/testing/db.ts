import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { forgetConfig } from '../config.ts';
import { closeDb, openDb, type Db } from '../db/index.ts';
import { stopSender } from '../jobs/index.ts';
import { address } from './address.ts';

export interface TestDb {
	db: Db;
	/** For child processes and for pools of one's own. */
	url: string;
}

/**
 * A migrated, empty database for this test file, dropped after its last test. Call it at the top of the
 * file: `const { db } = await testDb();`. It also becomes DATABASE_URL, so the shared pool is the same.
 */
export async function testDb(): Promise<TestDb> {
	const name = `test_${randomBytes(8).toString('hex')}`;
	// Two files cloning at once must wait for each other: a template in use cannot be copied.
	await admin(`create database ${name} template ${inject('template')}`, true);
	const url = address(inject('adminUrl'), name);
	process.env.DATABASE_URL = url;
	forgetConfig();
	const db = openDb(url, 10);
	afterAll(async () => {
		await stopSender();
		await closeDb();
		await db.destroy();
		await admin(`drop database if exists ${name} with (force)`);
	});
	return { db, url };
}

async function admin(statement: string, alone = false): Promise<void> {
	const client = new pg.Client(inject('adminUrl'));
	await client.connect();
	try {
		if (alone) await client.query('select pg_advisory_lock(7263514)');
		await client.query(statement);
	} finally {
		await client.end();
	}
}
