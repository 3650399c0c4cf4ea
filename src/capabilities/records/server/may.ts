import {
	decideForInitiative,
	procureForInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { can } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { sql } from 'kysely';
import { isRegistrar } from './access.ts';

/** Is there a page of requests to show this person? Only once something of the initiative was published to answer. */
export async function showsRequests(ctx: Context, run: Initiative): Promise<boolean> {
	const handles =
		can(ctx.actor, procureForInitiative, run) ||
		can(ctx.actor, decideForInitiative, run) ||
		(await isRegistrar(ctx, run.organisationId));
	if (!handles) return false;
	const { rows } = await sql<{ any: boolean }>`
		select exists (select 1 from rfi_closing c join rfi r on r.id = c.rfi_id where r.initiative_id = ${run.id})
			or exists (select 1 from procurement_publication p join procurement q on q.id = p.procurement_id
				where q.initiative_id = ${run.id}) as any`.execute(ctx.db);
	return rows[0]!.any;
}
