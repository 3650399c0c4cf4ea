// npm run restore -- FOLDER: a backup into the empty database of DATABASE_URL, or a new embedded one in DATA_DIR.
import { resolve } from 'node:path';
import { BackupError, restore } from '#platform/server/backup/index.ts';
import { readConfig } from '#platform/server/config.ts';
import { withDatabase } from './lib/with-database.ts';

const { DATA_DIR } = readConfig(process.env);
const given = process.argv[2];
if (!given) {
	console.error('✗ Which backup? npm run restore -- FOLDER');
	process.exit(2);
}
await withDatabase(async (_, url) => {
	const { at, tables } = await restore(url, DATA_DIR, resolve(given));
	const rows = tables.reduce((sum, table) => sum + table.rows, 0);
	console.log(`✓ ${rows} rows as of ${at}, files and keys are back in ${DATA_DIR}`);
}).catch((error: unknown) => {
	if (!(error instanceof BackupError)) throw error;
	console.error(`✗ ${error.message}`);
	process.exitCode = 1;
});
