import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';

export interface NewActivity {
	initiativeId: string;
	kind: string;
	/** Where in the method it belongs; found by the kind when left out. */
	phase?: string;
	step?: string;
	title: LocalText;
	startsAt?: Date | null;
	endsAt?: Date | null;
}

/** Adds the common row of an activity and gives its id; the kind's own table uses the same id. */
export async function createActivity(tx: Tx, ctx: Context, activity: NewActivity): Promise<string> {
	const place =
		activity.phase && activity.step
			? { phase: activity.phase, step: activity.step }
			: await placeOfKind(tx, activity);
	const row = await tx
		.insertInto('activity')
		.values({
			initiative_id: activity.initiativeId,
			kind: activity.kind,
			...place,
			title: json(activity.title),
			starts_at: activity.startsAt ?? null,
			ends_at: activity.endsAt ?? null,
			created_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

/** The first step of the initiative's method that has this kind; the present phase where the method has none. */
async function placeOfKind(
	tx: Tx,
	{ initiativeId, kind }: NewActivity
): Promise<{ phase: string; step: string }> {
	const run = await tx
		.selectFrom('initiative as i')
		.innerJoin('method_version as v', 'v.id', 'i.method_version_id')
		.select(['i.current_phase', 'v.definition'])
		.where('i.id', '=', initiativeId)
		.executeTakeFirstOrThrow();
	const { phases } = run.definition as unknown as {
		phases: { key: string; steps: { key: string; kinds: string[] }[] }[];
	};
	for (const phase of phases) {
		const step = phase.steps.find((candidate) => candidate.kinds.includes(kind));
		if (step) return { phase: phase.key, step: step.key };
	}
	return { phase: run.current_phase, step: kind };
}
