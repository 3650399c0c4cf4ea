import { sql } from 'kysely';
import type { LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { MethodDefinition, MethodKind } from '../form.ts';
import { INNOVATION_MODEL, INNOVATION_MODEL_VERSIONS } from '../innovation-model.ts';
import { PCP, PCP_VERSIONS } from '../pcp.ts';

interface Shipped {
	key: string;
	kind: MethodKind;
	/** The first first. One that has left your machine is never changed; write the next. */
	versions: { definition: MethodDefinition; note: LocalText | null }[];
}

const SHIPPED: Shipped[] = [
	{ key: INNOVATION_MODEL, kind: 'innovation-model', versions: INNOVATION_MODEL_VERSIONS },
	{ key: PCP, kind: 'pcp', versions: PCP_VERSIONS }
];

/**
 * Puts the methods that come with the platform in place, published: the first version, and each later one where
 * the version before it is still the newest and is as it came. Where process leaders have published their own, a
 * method is left to them. Run after migrating; later runs, and runs at the same time, change nothing.
 */
export async function ensureMethods(db: DbOrTx): Promise<void> {
	for (const method of SHIPPED) {
		await db
			.insertInto('method')
			.values({ key: method.key, kind: method.kind })
			.onConflict((c) => c.column('key').doNothing())
			.execute();
		for (const index of method.versions.keys()) await ensureVersion(db, method, index);
	}
}

async function ensureVersion(db: DbOrTx, { key, kind, versions }: Shipped, index: number): Promise<void> {
	const { definition, note } = versions[index]!;
	const before = versions[index - 1]?.definition ?? null;
	await sql`
		insert into method_version (method_id, number, definition, note, published_at)
		select m.id, ${index + 1}, ${JSON.stringify(definition)}::jsonb, ${note && JSON.stringify(note)}::jsonb, now()
		from method m
		left join lateral (select * from method_version where method_id = m.id and published_at is not null
			order by number desc limit 1) newest on true
		where m.key = ${key} and m.kind = ${kind}
			and (newest.number, newest.definition) is not distinct from
				(${before && index}::integer, ${before && JSON.stringify(before)}::jsonb)
		on conflict (method_id, number) do nothing`.execute(db);
}
