import { z } from 'zod';
import { id, text, webAddress } from '#platform/forms/fields.ts';

/** A notice's number in a notice database. */
export const noticeForm = z.object({
	source: text(80, 2),
	number: text(80, 2),
	url: webAddress.optional()
});
export type NoticeInput = z.output<typeof noticeForm>;

export const removeNoticeForm = z.object({ notice: id });
