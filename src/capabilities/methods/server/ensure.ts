import { sql } from 'kysely';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { INNOVATION_MODEL, INNOVATION_MODEL_VERSIONS } from '../innovation-model.ts';

/**
 * Puts the innovation model in place, published: its first version, and each later one where the version before
 * it is still the newest and is as it came. Where process leaders have published their own, it is left to them.
 * Run after migrating; later runs, and runs at the same time, change nothing.
 */
export async function ensureInnovationModel(db: DbOrTx): Promise<void> {
	await db
		.insertInto('method')
		.values({ key: INNOVATION_MODEL })
		.onConflict((c) => c.column('key').doNothing())
		.execute();
	for (const index of INNOVATION_MODEL_VERSIONS.keys()) await ensureVersion(db, index);
}

async function ensureVersion(db: DbOrTx, index: number): Promise<void> {
	const { definition, note } = INNOVATION_MODEL_VERSIONS[index]!;
	const before = INNOVATION_MODEL_VERSIONS[index - 1]?.definition ?? null;
	await sql`
		insert into method_version (method_id, number, definition, note, published_at)
		select m.id, ${index + 1}, ${JSON.stringify(definition)}::jsonb, ${note && JSON.stringify(note)}::jsonb, now()
		from method m
		left join lateral (select * from method_version where method_id = m.id and published_at is not null
			order by number desc limit 1) newest on true
		where m.key = ${INNOVATION_MODEL}
			and (newest.number, newest.definition) is not distinct from
				(${before && index}::integer, ${before && JSON.stringify(before)}::jsonb)
		on conflict (method_id, number) do nothing`.execute(db);
}
