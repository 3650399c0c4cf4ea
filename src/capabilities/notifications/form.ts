import { z } from 'zod';
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

const frequency = z.enum(FREQUENCIES);

/** One choice per kind of news. */
export const settingsForm = z.object({
	decision: frequency,
	deadline: frequency,
	invitation: frequency,
	insight: frequency,
	question: frequency,
	comment: frequency,
	task: frequency,
	progress: frequency
}) satisfies z.ZodType<Record<NewsKind, Frequency>>;
