import { definePermission, hasRoleIn, authorize } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';

/** The owner's own list of decisions taken on delegation: its members, for reporting to the board. */
export const listDelegated = definePermission<{ id: string }>(
	'organisation.delegated-decisions',
	(actor, organisation) => (hasRoleIn(actor, organisation.id) ? null : 'error.forbidden')
);

export interface DelegatedDecision {
	decidedOn: string;
	title: LocalText;
	slug: string;
	delegate: string;
	clause: string;
	diaryNumber: string;
	/** Paragraph of the minutes, where there is one. */
	paragraph: string | null;
	body: string;
}

/**
 * Decisions that delegates have taken for an organisation, oldest first.
 * @param period days, both included
 */
export async function delegatedDecisions(
	ctx: Context,
	organisationSlug: string,
	period: { from?: string; to?: string }
): Promise<{ organisation: { name: string; slug: string }; decisions: DelegatedDecision[] }> {
	ctx.access.decided = true;
	const organisation = await ctx.db
		.selectFrom('organisation')
		.select(['id', 'name', 'slug'])
		.where('slug', '=', organisationSlug)
		.executeTakeFirst();
	if (!organisation) throw notFound();
	authorize(ctx, listDelegated, organisation);
	let query = ctx.db
		.selectFrom('challenge_decision as d')
		.innerJoin('challenge as c', 'c.id', 'd.challenge_id')
		.innerJoin('initiative as i', 'i.id', 'c.initiative_id')
		.select([
			'd.decided_on as decidedOn',
			'i.title',
			'i.slug',
			'd.delegate',
			'd.delegation_clause as clause',
			'd.diary_number as diaryNumber',
			'd.paragraph',
			'd.body'
		])
		.where('d.organisation_id', '=', organisation.id)
		.where('d.taken_by', '=', 'delegate');
	if (period.from) query = query.where('d.decided_on', '>=', period.from);
	if (period.to) query = query.where('d.decided_on', '<=', period.to);
	const rows = await query.orderBy('d.decided_on').orderBy('d.recorded_at').execute();
	return {
		organisation,
		decisions: rows.map((row) => ({
			...row,
			title: toText(row.title)!,
			delegate: row.delegate!,
			clause: row.clause!
		}))
	};
}
