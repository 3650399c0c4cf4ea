import { notFound } from '#platform/errors/index.ts';
import { publishedCheckpoints, type Checkpoint } from '#platform/server/audit/checkpoint.ts';
import type { Context } from '#platform/server/context.ts';
import { newestOutages, type Outage } from '#platform/server/outages/index.ts';
import { publishedKeys, publishSigningKey, type PublishedKey } from '#platform/server/signing/index.ts';

const STATEMENTS = 30;
const OUTAGES = 10;

/** Every key that has signed, the newest statements and the newest outages. For everybody. */
export async function keysPage(ctx: Context): Promise<{
	keys: PublishedKey[];
	checkpoints: Checkpoint[];
	outages: Outage[];
}> {
	ctx.access.decided = true;
	const keys = await publishedKeys(ctx.db);
	if (keys.length === 0) {
		await publishSigningKey(ctx.db);
		return keysPage(ctx);
	}
	return {
		keys,
		checkpoints: await publishedCheckpoints(ctx.db, STATEMENTS),
		outages: await newestOutages(ctx.db, OUTAGES)
	};
}

/** A public key as PEM. @throws AppError not-found */
export async function keyPem(ctx: Context, id: string): Promise<string> {
	ctx.access.decided = true;
	const key = (await publishedKeys(ctx.db)).find((one) => one.id === id);
	if (!key) throw notFound();
	return key.publicPem;
}
