import type { DbOrTx } from './db/index.ts';

/** Marked once, when the database is new: demo worlds have personas and an outbox page. */
export async function isDemo(db: DbOrTx): Promise<boolean> {
	const row = await db.selectFrom('installation').select('demo').executeTakeFirst();
	return row?.demo ?? false;
}

/** Records what this database is for. Later calls change nothing. */
export async function markInstallation(db: DbOrTx, demo: boolean): Promise<void> {
	await db
		.insertInto('installation')
		.values({ demo })
		.onConflict((c) => c.doNothing())
		.execute();
}
