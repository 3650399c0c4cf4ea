import { z } from 'zod';
import { longText, optionalText } from '#platform/forms/fields.ts';

/** What a visitor tells. `website` is a field that people never see; `since` is the signed time when the form was made. */
export const faultForm = z.object({
	told: longText(4000),
	page: optionalText(300),
	email: z.email({ error: 'accessibility.error.email' }).max(200).optional(),
	website: optionalText(200),
	since: optionalText(200)
});
export type FaultInput = z.infer<typeof faultForm>;

/** Made public in the statement, in the words of whoever handles it. */
export const confirmForm = z.object({
	id: z.uuid(),
	words: longText(600),
	criterion: z
		.string()
		.trim()
		.regex(/^[1-4]\.\d\.\d{1,2}$/, { error: 'accessibility.error.criterion' })
});
export type ConfirmInput = z.infer<typeof confirmForm>;

export const handleForm = z.object({ id: z.uuid() });
