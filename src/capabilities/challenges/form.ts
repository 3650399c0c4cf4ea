import { z } from 'zod';
import { date, money, optionalText, text, webAddress } from '#platform/forms/fields.ts';
import { localTextSchema, type LocalText } from '#platform/i18n/text.ts';

/** What a challenge is made of. The order is the order of reading. */
export const TEXT_FIELDS = [
	'problem',
	'whom',
	'change',
	'voices',
	'local',
	'national',
	'tried',
	'notSought',
	'constraints',
	'budgetNote'
] as const;
export type TextField = (typeof TEXT_FIELDS)[number];

/** The form's pages. The first is enough to begin with; the rest may wait until the decision. */
export const PARTS = ['essential', 'evidence', 'perspective', 'limits'] as const;
export type Part = (typeof PARTS)[number];

export const FIELDS_OF_PART: Record<Part, readonly TextField[]> = {
	essential: ['problem', 'whom', 'change'],
	evidence: ['voices'],
	perspective: ['local', 'national', 'tried'],
	limits: ['notSought', 'constraints', 'budgetNote']
};

export const isPart = (value: string): value is Part => (PARTS as readonly string[]).includes(value);

export const MAX_TEXT = 6000;
/** Rows for figures on the page about how one knows. */
export const FIGURE_ROWS = 8;

/** A figure that supports the challenge, with where it comes from. */
export interface Figure {
	text: LocalText;
	source: string;
	link: string | null;
}

export interface Content {
	texts: Partial<Record<TextField, LocalText>>;
	figures: Figure[];
}

export const contentSchema: z.ZodType<Content> = z.object({
	texts: z.partialRecord(z.enum(TEXT_FIELDS), localTextSchema),
	figures: z.array(z.object({ text: localTextSchema, source: z.string(), link: z.string().nullable() }))
}) as z.ZodType<Content>;

export const wasName = <F extends string>(field: F) => `${field}Was` as const;

/** One page of the form: its texts, and for each the words one began from. */
function partShape(part: Part): Record<string, z.ZodType> {
	const fields = FIELDS_OF_PART[part].flatMap((field) => [
		[field, z.string().trim().max(MAX_TEXT).optional()],
		[
			wasName(field),
			z
				.string()
				.max(MAX_TEXT * 2)
				.optional()
		],
		[`${field}Confirmed`, z.string().optional()]
	]);
	return Object.fromEntries(fields) as Record<string, z.ZodType>;
}

const figureShape = Object.fromEntries(
	Array.from({ length: FIGURE_ROWS }, (_, row) => [
		[`figure${row}Text`, optionalText(400)],
		[`figure${row}Source`, optionalText(300)],
		[`figure${row}Link`, webAddress.optional()]
	]).flat()
) as Record<string, z.ZodType>;

export const PART_SCHEMAS: Record<Part, z.ZodObject> = {
	essential: z.object(partShape('essential')),
	evidence: z.object({ ...partShape('evidence'), ...figureShape, figuresWas: z.string().optional() }),
	perspective: z.object(partShape('perspective')),
	limits: z.object({ ...partShape('limits'), budget: money.optional() })
};

/** A formal decision, as the minutes or the delegate's paper say it. */
export const decisionSchema = z.object({
	body: text(160, 2),
	takenBy: z.enum(['body', 'delegate']),
	delegate: optionalText(160),
	delegationClause: optionalText(160),
	decidedOn: date,
	paragraph: optionalText(40),
	diaryNumber: text(60, 3),
	/** Number of the version one has read. */
	version: z.coerce.number().int().positive()
});
export type DecisionInput = Omit<z.output<typeof decisionSchema>, 'version'> & { version?: number };
