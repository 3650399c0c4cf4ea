import { accessInitiative, workInInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { stateSql, type CallState } from './access.ts';

/** A call in the team's list. */
export interface WorkRow {
	id: string;
	title: LocalText;
	state: CallState;
	answersUntil: Date | null;
	waiting: number;
}

/** The initiative's calls, drafts too, for those who work in it. */
export async function workList(
	ctx: Context,
	slug: string
): Promise<{ initiative: Initiative; calls: WorkRow[] }> {
	const initiative = await accessInitiative(ctx, slug, workInInitiative);
	const rows = await ctx.db
		.selectFrom('rfi as r')
		.leftJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.leftJoin('rfi_version as v', (join) => join.onRef('v.rfi_id', '=', 'r.id').on('v.number', '=', 1))
		.select(['r.id', 'r.draft', 'r.answers_until', stateSql.as('state')])
		.select((eb) =>
			eb
				.selectFrom('rfi_enquiry as e')
				.select((q) => q.fn.countAll<number>().as('n'))
				.whereRef('e.rfi_id', '=', 'r.id')
				.where('e.release_id', 'is', null)
				.as('waiting')
		)
		.where('r.initiative_id', '=', initiative.id)
		.orderBy('r.created_at')
		.execute();
	const calls = rows.map((row) => ({
		id: row.id,
		title: toText((row.draft as { title?: unknown } | null)?.title)!,
		state: row.state,
		answersUntil: row.answers_until,
		waiting: Number(row.waiting ?? 0)
	}));
	return { initiative, calls };
}
