import { z } from 'zod';

// Field types that forms share. Each takes the words as typed in a form and gives a clean value.

/** Required text of a reasonable length. */
export const text = (max = 200, min = 1) => z.string().trim().min(min).max(max);
export const optionalText = (max = 4000) => z.string().trim().max(max).optional();
export const longText = (max = 8000, min = 1) => z.string().trim().min(min).max(max);

/** Calendar date, 'YYYY-MM-DD'. */
export const date = z.iso.date({ error: 'form.error.date' });

/** A ticked box. */
export const checkbox = z
	.string()
	.optional()
	.transform((value) => value !== undefined);

export const id = z.uuid();

/** Whole number as typed: '12 000' and '12000' are the same. */
export const integer = (min = 0, max = Number.MAX_SAFE_INTEGER) =>
	z
		.string()
		.regex(/^-?[\d\s\u00a0]+$/, { error: 'form.error.number' })
		.transform((value) => Number(value.replace(/[\s\u00a0]/g, '')))
		.pipe(z.number().int().min(min).max(max));

/** Decimal number with comma or point. */
export const decimal = z
	.string()
	.regex(/^-?[\d\s\u00a0]+([.,]\d+)?$/, { error: 'form.error.number' })
	.transform((value) => Number(value.replace(/[\s\u00a0]/g, '').replace(',', '.')));

/** Kronor as typed ('250 000' or '99,50'), given as öre. */
export const money = z
	.string()
	.regex(/^[\d\s\u00a0.]+(,\d{1,2})?( ?kr)?$/, { error: 'form.error.money' })
	.transform((value) =>
		Math.round(
			Number(
				value
					.replace(/ ?kr$/, '')
					.replace(/[\s\u00a0.]/g, '')
					.replace(',', '.')
			) * 100
		)
	)
	.pipe(z.number().int().max(9e14));

/** A web address; http is allowed since small associations still have it. */
export const webAddress = z.url({ protocol: /^https?$/, error: 'form.error.url' }).max(500);

/** Local date and time as a browser's datetime-local gives it, read as Swedish time. Gives ISO without zone. */
export const localDateTime = z
	.string()
	.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/, { error: 'form.error.date' });
