import { sql, type SqlBool } from 'kysely';
import { hasPlatformRole, hasRoleIn, requirePerson } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { askedTogether } from '#platform/server/db/together.ts';

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
	const claims = (await Promise.all(own.map((id) => claimsOn(ctx.db, id)))).filter(
		(claim) => claim !== undefined
	);
	return claims.sort((a, b) => a.organisation.name.localeCompare(b.organisation.name, 'sv'));
}

interface ClaimsOn extends WaitingClaims {
	organisation: { name: string; slug: string };
}

/** Undefined where none waits. Every representative's own page asks for it. */
const claimsOn = askedTogether<ClaimsOn>(async (db, organisationIds) => {
	const rows = await db
		.selectFrom('organisation_claim as c')
		.innerJoin('organisation as o', 'o.id', 'c.organisation_id')
		.select((eb) => ['o.id', 'o.name', 'o.slug', eb.fn.countAll<number>().as('count')])
		.where('c.decided_at', 'is', null)
		.where(sql<SqlBool>`o.id = any(${uuids(organisationIds)})`)
		.groupBy(['o.id', 'o.name', 'o.slug'])
		.execute();
	return new Map(rows.map(({ id, count, name, slug }) => [id, { count, organisation: { name, slug } }]));
});
