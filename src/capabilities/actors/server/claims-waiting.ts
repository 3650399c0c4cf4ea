import { sql, type SqlBool } from 'kysely';
import { hasPlatformRole, hasRoleIn, requirePerson } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';

/** Claims that wait for the asker's word. */
export interface WaitingClaims {
	count: number;
	/** Null for process leaders, who see those of all organisations on one page. */
	organisation: { name: string; slug: string } | null;
}

/** What the asker has to decide: process leaders all claims, representatives those of their organisations. */
export async function claimsForMe(ctx: Context): Promise<WaitingClaims[]> {
	requirePerson(ctx);
	if (hasPlatformRole(ctx.actor, 'process-leader')) {
		const { count } = await ctx.db
			.selectFrom('organisation_claim')
			.select((eb) => eb.fn.countAll<number>().as('count'))
			.where('decided_at', 'is', null)
			.executeTakeFirstOrThrow();
		return count > 0 ? [{ count, organisation: null }] : [];
	}
	const own = ctx.actor.memberships
		.map(({ organisationId }) => organisationId)
		.filter((id) => hasRoleIn(ctx.actor, id, 'representative'));
	if (own.length === 0) return [];
	const rows = await ctx.db
		.selectFrom('organisation_claim as c')
		.innerJoin('organisation as o', 'o.id', 'c.organisation_id')
		.select((eb) => ['o.name', 'o.slug', eb.fn.countAll<number>().as('count')])
		.where('c.decided_at', 'is', null)
		.where(sql<SqlBool>`o.id = any(${own}::uuid[])`)
		.groupBy(['o.id', 'o.name', 'o.slug'])
		.orderBy('o.name')
		.execute();
	return rows.map(({ count, name, slug }) => ({ count, organisation: { name, slug } }));
}
