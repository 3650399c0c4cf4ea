// npm run backup [-- FOLDER]: database, uploaded files and keys into a new folder, while everything runs.
import { join, resolve } from 'node:path';
import { backUp, BackupError } from '#platform/server/backup/index.ts';
import { readConfig } from '#platform/server/config.ts';
import { withDatabase } from './lib/with-database.ts';

const { DATA_DIR } = readConfig(process.env);
const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '');
const folder = resolve(process.argv[2] ?? join(DATA_DIR, 'backups', stamp));
await withDatabase(async (_, url) => {
	const { tables } = await backUp(url, DATA_DIR, folder);
	const rows = tables.reduce((sum, table) => sum + table.rows, 0);
	console.log(`✓ ${rows} rows of ${tables.length} tables, files and keys in ${folder}`);
}).catch((error: unknown) => {
	if (!(error instanceof BackupError)) throw error;
	console.error(`✗ ${error.message}`);
	process.exitCode = 1;
});
