import { z } from 'zod';
import { checkbox, date, id, integer, longText, optionalText, text } from '#platform/forms/fields.ts';
import { PART_OUTCOMES, RECORD_KINDS } from './rules.ts';

/** What may be asked for: `rfi:<id>` or `tenders:<id of the round>`. */
const subject = z
	.string()
	.regex(/^(rfi|tenders):[0-9a-f-]{36}$/, { error: 'form.error.invalid' })
	.transform((value) => {
		const [kind, subjectId] = value.split(':') as ['rfi' | 'tenders', string];
		return { kind, id: subjectId };
	});

export const requestForm = z.object({
	subject,
	receivedOn: date,
	wanted: longText(4000, 3),
	diaryNumber: text(60).optional()
});
export type RequestInput = z.output<typeof requestForm>;

/** Parts of one document that a form can hold. */
export const MAX_PARTS = 80;

/** Fields `outcome0`, `passages0`, `paragraph0`, `other0`, `harm0` for the first part, and so on. */
export const findingForm = z.object(
	Object.fromEntries(
		Array.from({ length: MAX_PARTS }, (_, at) => [
			[`outcome${at}`, z.enum(['none', ...PART_OUTCOMES]).optional()],
			[`passages${at}`, optionalText(8000)],
			[`paragraph${at}`, text(200).optional()],
			[`harm${at}`, optionalText(4000)]
		]).flat()
	) as Record<string, z.ZodOptional<z.ZodString>>
);

export const hearingForm = z.object({ organisationId: id, answerBy: date });
export const heardForm = z.object({ hearingId: id, answeredOn: date, answer: longText(4000, 2) });
export const concludeForm = z.object({ confirm: checkbox });

export const decisionForm = z.object({
	receiver: text(200).optional(),
	decidedOn: date,
	decidedByName: text(120, 3),
	decidedByTitle: text(120, 2),
	reportedBy: text(160).optional(),
	diaryNumber: text(60, 2),
	reasons: longText(12_000, 20),
	appeal: longText(6000, 40),
	confirm: checkbox
});
export type DecisionInput = z.output<typeof decisionForm>;

export const wishForm = z.object(
	Object.fromEntries(
		Array.from({ length: MAX_PARTS }, (_, at) => [
			[`reason${at}`, optionalText(2000)],
			[`harm${at}`, optionalText(2000)]
		]).flat()
	) as Record<string, z.ZodOptional<z.ZodString>>
);

export const registrarForm = z.object({ personId: id });
export const endRegistrarForm = z.object({ registrarId: id });
export const dailyMailForm = z.object({ wanted: checkbox });

/** What the address of a day's list may say; anything else counts as not said. */
export const dayQuery = z.object({
	day: z.iso.date().optional().catch(undefined),
	page: z.coerce.number().int().min(1).max(1000).optional().catch(undefined)
});
export const periodQuery = z.object({ from: z.iso.date(), to: z.iso.date() });

export const retentionForm = z.object({
	record: z.enum(RECORD_KINDS),
	/** The call that it is about; none: all of the authority's. */
	call: z.uuid().optional(),
	// Not `action`: a field of that name hides the form's own address from scripts.
	what: z.enum(['keep', 'dispose']),
	years: integer(0, 100).optional(),
	reference: text(200, 3),
	validFrom: date
});
export type RetentionInput = z.output<typeof retentionForm>;
