import { sql } from 'kysely';
import { definePermission, authorize, hasPlatformRole } from '#platform/access/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { z } from 'zod';
import type { LimitKey, limitForm } from '../form.ts';
import type { Limits } from '../rules.ts';

export interface Limit {
	id: string;
	key: LimitKey;
	amountMinor: number;
	from: string;
	until: string | null;
	source: string;
	/** Is it the one that counts today? */
	now: boolean;
}

/** Entering what the law says today: administrators, while they act as such. */
export const editLimits = definePermission<null>('limits.edit', (actor) =>
	hasPlatformRole(actor, 'administrator') ? null : 'error.forbidden'
);

/** Every limit ever entered, those in force first. For everybody: it is the law. */
export async function limits(ctx: Context): Promise<Limit[]> {
	ctx.access.decided = true;
	const { rows } = await sql<Limit>`
		select l.id, l.key, l.amount_minor as "amountMinor", l.valid_from as "from", l.valid_until as until, l.source,
			l.id = (select n.id from procurement_limit n where n.key = l.key and n.valid_from <= today.day
				and (n.valid_until is null or n.valid_until >= today.day) order by n.recorded_at desc, n.valid_from desc limit 1) as now
		from procurement_limit l, (select (now() at time zone 'Europe/Stockholm')::date as day) today
		order by l.key, l.valid_from desc, l.recorded_at desc`.execute(ctx.db);
	return rows.map((row) => ({ ...row, now: Boolean(row.now) }));
}

/** What counts today. */
export async function limitsToday(ctx: Context): Promise<Limits> {
	const all = await limits(ctx);
	const of = (key: LimitKey) => all.find((one) => one.key === key && one.now)?.amountMinor ?? null;
	return { direct: of('direct'), annex2: of('annex2') };
}

/** Adds a limit; earlier ones stay as they were. */
export async function recordLimit(ctx: Context, input: z.output<typeof limitForm>): Promise<void> {
	authorize(ctx, editLimits, null);
	await ctx.db.transaction().execute(async (tx) => {
		const { id } = await tx
			.insertInto('procurement_limit')
			.values({
				key: input.key,
				amount_minor: input.amount,
				valid_from: input.from,
				valid_until: input.until ?? null,
				source: input.source,
				recorded_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const { key, amount, from, until } = input;
		await audit(tx, ctx.actor, {
			chain: 'platform:limits',
			action: 'limit.recorded',
			subject: `procurement_limit:${id}`,
			data: { key, amount, from, until: until ?? null }
		});
	});
}
