import { can, type Actor } from '#platform/access/index.ts';
import type { NextStep } from '../kind.ts';
import type { Standing } from './access.ts';

/** A next step as one person meets it. */
export interface OwnStep extends Pick<
	NextStep,
	'activityId' | 'text' | 'params' | 'dueAt' | 'personId' | 'of'
> {
	/** Without language; null when it is for somebody else to do. */
	path: string | null;
}

/** Steps with the soonest deadline first, and a path only for those who get in there. */
export function ownSteps(actor: Actor, run: Standing & { slug: string }, steps: NextStep[]): OwnStep[] {
	return steps
		.map(({ may, path, ...step }) => ({
			...step,
			path: !may || can(actor, may, run) ? `/initiatives/${run.slug}${path}` : null
		}))
		.sort((a, b) => (a.dueAt?.getTime() ?? Infinity) - (b.dueAt?.getTime() ?? Infinity));
}
