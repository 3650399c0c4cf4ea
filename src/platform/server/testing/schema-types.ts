import { generate, PostgresDialect } from 'kysely-codegen';
import type { Kysely } from 'kysely';

/**
 * The text of schema.ts for a migrated database. Only for the generating script and the test that the
 * file is fresh. Types follow what `openDb` parses: bigint is a number, numeric and date are strings.
 */
export function schemaTypes<T>(db: Kysely<T>): Promise<string> {
	return generate({
		db,
		dialect: new PostgresDialect({ dateParser: 'string', numericParser: 'string' }),
		excludePattern: '{pgboss.*,public.kysely_*,kysely_*}',
		typeMapping: { int8: 'number' },
		typeOnlyImports: true,
		outFile: null
	});
}
