import type { MessageKey } from '#platform/i18n/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { methodVersion } from '#capabilities/methods/index.ts';
import { allKinds, type ActivityKind } from '../kind.ts';
import type { Initiative } from './access.ts';

/** An entry of the team's side navigation. `path` comes after /initiatives/<slug>. */
export interface WorkNavigation {
	label: MessageKey;
	path: string;
	/** How many there are, for kinds that there may be several of. */
	count: number | null;
}

/** The kinds of the initiative's method in the order of its steps, then kinds it has used besides. */
export async function workNavigation(db: DbOrTx, run: Initiative): Promise<WorkNavigation[]> {
	const { definition } = await methodVersion(db, run.methodVersionId);
	const counts = await countActivities(db, run.id);
	const ofMethod = definition.phases.flatMap((phase) => phase.steps.flatMap((step) => step.kinds));
	const keys = new Set([...ofMethod, ...counts.keys()]);
	const known = new Map(allKinds().map((kind) => [kind.key, kind]));
	return [...keys].flatMap((key) => {
		const kind = known.get(key);
		return kind ? [entryOf(kind, counts.get(key) ?? 0)] : [];
	});
}

function entryOf(kind: ActivityKind, count: number): WorkNavigation {
	return {
		label: kind.name,
		path: kind.workPath ?? `/work/${kind.key}`,
		count: kind.several && count > 0 ? count : null
	};
}

async function countActivities(db: DbOrTx, initiativeId: string): Promise<Map<string, number>> {
	const rows = await db
		.selectFrom('activity')
		.select((eb) => ['kind', eb.fn.countAll<number>().as('n')])
		.where('initiative_id', '=', initiativeId)
		.where('cancelled_at', 'is', null)
		.groupBy('kind')
		.execute();
	return new Map(rows.map((row) => [row.kind, Number(row.n)]));
}
