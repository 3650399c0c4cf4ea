import { z } from 'zod';
import { id, longText, optionalText } from '#platform/forms/fields.ts';

export const commentSchema = z.object({ body: longText(3000, 2) });
export const editSchema = z.object({ commentId: id, body: longText(3000, 2) });
export const reportSchema = z.object({ reason: longText(1000, 5) });
export const moderateSchema = z.object({
	commentId: id,
	act: z.enum(['release', 'hide', 'restore']),
	reason: optionalText(600)
});
export type ModerationAct = z.output<typeof moderateSchema>['act'];

/** Views of the queue of all initiatives. `open`: waiting or reported. */
export const QUEUE_STATES = ['open', 'waiting', 'reported', 'hidden', 'all'] as const;
export type QueueState = (typeof QUEUE_STATES)[number];

export const readQueueState = (value: string | null): QueueState =>
	QUEUE_STATES.find((state) => state === value) ?? 'open';

/** The query of a view of the queue; '' for the first page of what waits. */
export function queueAddress(state: QueueState, page = 1): string {
	const params = new URLSearchParams();
	if (state !== 'open') params.set('state', state);
	if (page > 1) params.set('page', String(page));
	return params.size > 0 ? `?${params}` : '';
}
