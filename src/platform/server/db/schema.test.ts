import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { schemaTypes } from '../testing/schema-types.ts';
import { testDb } from '../testing/db.ts';

const { db } = await testDb();

it('schema.ts follows the migrations; if not, run npm run db:types', async () => {
	expect(readFileSync('src/platform/server/db/schema.ts', 'utf8')).toBe(await schemaTypes(db));
});
