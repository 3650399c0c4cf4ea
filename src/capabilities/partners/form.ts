import { z } from 'zod';
import { id, integer, longText, optionalText } from '#platform/forms/fields.ts';

export const wishForm = z.object({
	organisationId: id,
	/** 0 where nothing is written yet. */
	revision: integer(0),
	brings: longText(1000, 10),
	needs: longText(1000, 10),
	part: optionalText(120)
});
export type WishInput = z.output<typeof wishForm>;

export const withdrawForm = z.object({ organisationId: id });

export const contactForm = z.object({ wishId: id, organisationId: id, body: longText(2000, 10) });
export type ContactInput = z.output<typeof contactForm>;

export const answerForm = z.object({ answer: longText(2000, 2), shared: z.enum(['yes', 'no']) });
export type AnswerInput = z.output<typeof answerForm>;

export const reportForm = z.object({ wishId: id, reason: longText(500, 5) });
export const handleForm = z.object({ reportId: id, act: z.enum(['keep', 'remove']) });
