// npm run db:types: writes schema.ts from the migrations, by way of a throw-away database.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDb } from '../src/platform/server/db/index.ts';
import { migrate } from '../src/platform/server/db/migrate.ts';
import { schemaTypes } from '../src/platform/server/testing/schema-types.ts';
import { createTestCluster } from '../src/platform/server/postgres/index.ts';

const root = join(import.meta.dirname, '..');
const file = join(root, 'src/platform/server/db/schema.ts');
const cluster = await createTestCluster();
try {
	const db = openDb(cluster.url, 2);
	await migrate(db, join(root, 'migrations'));
	const text = await schemaTypes(db);
	await db.destroy();
	const changed = text !== readFileSync(file, 'utf8');
	writeFileSync(file, text);
	console.log(changed ? 'schema.ts written' : 'schema.ts was up to date');
} finally {
	await cluster.stop();
}
