import { z } from 'zod';
import { date, id, longText, text, webAddress } from '#platform/forms/fields.ts';

export const LESSON_KINDS = ['worked', 'did-not-work', 'do-differently', 'tool'] as const;
export type LessonKind = (typeof LESSON_KINDS)[number];

export const lessonForm = z.object({
	kind: z.enum(LESSON_KINDS),
	title: text(200),
	body: longText(6000, 10),
	methodVersion: id.optional(),
	revision: z.coerce.number().int().optional()
});

export const reuseForm = z.object({
	organisation: id,
	what: longText(2000, 10),
	since: date,
	link: webAddress.optional()
});

export const declineForm = z.object({ reuse: id, reason: text(500, 3) });

export type LessonInput = z.output<typeof lessonForm>;
export type ReuseInput = z.output<typeof reuseForm>;
