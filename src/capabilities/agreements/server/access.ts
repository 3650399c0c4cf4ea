import { authorize, can, definePermission, hasRoleIn, type Permission } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import {
	accessInitiative,
	procureForInitiative,
	viewInitiative,
	workInInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';

export interface AgreementKey {
	id: string;
	run: Initiative;
	revision: number;
	publishedAt: Date | null;
	endedAt: Date | null;
	parties: { id: string; organisationId: string; role: string }[];
}

const isParty = (
	key: AgreementKey,
	actor: Parameters<typeof hasRoleIn>[0],
	atLeast: 'member' | 'representative'
) => key.parties.some((party) => hasRoleIn(actor, party.organisationId, atLeast));

/** Published ones are everybody's; before that the team's and the parties'. */
export const viewAgreement = definePermission<AgreementKey>('agreement.view', (actor, key) =>
	key.publishedAt || can(actor, workInInitiative, key.run) || isParty(key, actor, 'member')
		? null
		: 'error.not-found'
);

export const editAgreement = definePermission<AgreementKey>('agreement.edit', (actor, key) =>
	procureForInitiative.rule(actor, key.run)
);

/** The working papers: payments' references, unpublished documents. */
export const followAgreement = definePermission<AgreementKey>('agreement.follow', (actor, key) =>
	can(actor, workInInitiative, key.run) || isParty(key, actor, 'member') ? null : 'error.forbidden'
);

/** The only way from a URL to an agreement. */
export async function accessAgreement(
	ctx: Context,
	slug: string,
	id: string,
	permission: Permission<AgreementKey> = viewAgreement
): Promise<AgreementKey> {
	const run = await accessInitiative(ctx, slug, viewInitiative);
	const row = await ctx.db
		.selectFrom('agreement')
		.select(['id', 'revision', 'published_at', 'ended_at'])
		.where('id', '=', id)
		.where('initiative_id', '=', run.id)
		.executeTakeFirst();
	if (!row) throw notFound();
	const parties = await ctx.db
		.selectFrom('agreement_party')
		.select(['id', 'organisation_id as organisationId', 'role'])
		.where('agreement_id', '=', id)
		.execute();
	const key = {
		id: row.id,
		run,
		revision: row.revision,
		publishedAt: row.published_at,
		endedAt: row.ended_at,
		parties
	};
	if (!can(ctx.actor, viewAgreement, key)) throw notFound();
	authorize(ctx, permission, key);
	return key;
}
