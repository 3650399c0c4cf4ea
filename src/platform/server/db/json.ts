import { sql, type RawBuilder } from 'kysely';
import type { JsonValue } from './schema.ts';

/**
 * A value for a jsonb column: whatever JSON can write, for TypeScript cannot see that of an interface. node-postgres
 * would turn a bare array into a PostgreSQL array.
 */
export function json(value: unknown): RawBuilder<JsonValue> {
	return sql<JsonValue>`${JSON.stringify(value)}::jsonb`;
}
