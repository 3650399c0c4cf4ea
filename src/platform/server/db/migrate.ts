import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Migrator, type Migration, type MigrationProvider } from 'kysely/migration';
import type { Db } from './index.ts';

const FILE_NAME = /^\d{4}_.+\.ts$/;

/** Every file of the migrations folder, in the order of its number. */
class FolderProvider implements MigrationProvider {
	readonly #folder: string;
	readonly #only: readonly string[] | undefined;

	constructor(folder: string, only?: readonly string[]) {
		this.#folder = folder;
		this.#only = only;
	}

	async getMigrations(): Promise<Record<string, Migration>> {
		const wanted = (file: string) => !this.#only || this.#only.includes(file.replace(/\.ts$/, ''));
		const files = readdirSync(this.#folder).filter((file) => FILE_NAME.test(file) && wanted(file));
		const entries = files.sort().map(async (file) => {
			const url = pathToFileURL(join(this.#folder, file)).href;
			return [file.replace(/\.ts$/, ''), (await import(/* @vite-ignore */ url)) as Migration] as const;
		});
		return Object.fromEntries(await Promise.all(entries));
	}
}

/** The database holds migrations that this version of the code does not know. */
export class NewerSchemaError extends Error {}

/**
 * Brings the database to this version's schema and returns the names that were run.
 * @param only stops at an older schema: nothing but these, for reading a backup into it
 * @throws NewerSchemaError when the database belongs to a later version; nothing is changed then.
 */
export async function migrate(
	db: Db,
	folder = join(process.cwd(), 'migrations'),
	only?: readonly string[]
): Promise<string[]> {
	const provider = new FolderProvider(folder, only);
	// Areas are built side by side, so a lower number may arrive later: order matters, gaps do not.
	const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
	const known = Object.keys(await provider.getMigrations());
	const foreign = (await appliedNames(db)).filter((name) => !known.includes(name));
	if (foreign.length > 0)
		throw new NewerSchemaError(`the database has newer migrations: ${foreign.join(', ')}`);
	const { error, results } = await migrator.migrateToLatest();
	if (error) throw error;
	return (results ?? []).filter((r) => r.status === 'Success').map((r) => r.migrationName);
}

/** How many migrations of this version the database lacks. */
export async function pendingMigrations(db: Db, folder: string): Promise<number> {
	const applied = new Set(await appliedNames(db));
	return readdirSync(folder).filter((file) => FILE_NAME.test(file) && !applied.has(file.replace(/\.ts$/, '')))
		.length;
}

async function appliedNames(db: Db): Promise<string[]> {
	const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
	if (!tables.some((table) => table.name === 'kysely_migration')) return [];
	const rows = await db
		.selectFrom('kysely_migration' as never)
		.select('name' as never)
		.execute();
	return rows.map((row) => (row as { name: string }).name);
}
