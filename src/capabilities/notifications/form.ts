import type { NewsKind } from '#platform/server/news/index.ts';

export const FREQUENCIES = ['now', 'daily', 'weekly', 'never'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** What one gets before having chosen: what waits for an answer at once, the rest gathered. */
export const DEFAULTS: Record<NewsKind, Frequency> = {
	decision: 'daily',
	deadline: 'now',
	invitation: 'now',
	insight: 'weekly',
	question: 'now',
	comment: 'daily',
	task: 'now',
	progress: 'weekly'
};
