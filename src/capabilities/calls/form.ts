import { z } from 'zod';
import { localTextSchema, type LocalText } from '#platform/i18n/text.ts';
import {
	checkbox,
	id,
	integer,
	localDateTime,
	longText,
	optionalText,
	text
} from '#platform/forms/fields.ts';
import { cpvProblem } from './cpv.ts';

const localText = localTextSchema as unknown as z.ZodType<LocalText>;

/** The kinds of question a request for information can hold. */
export const QUESTION_KINDS = ['short', 'long', 'number', 'one', 'several', 'yes-no', 'file'] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** Languages that answers may be asked for in. */
export const ANSWER_LANGS = ['sv', 'en', 'fi', 'da', 'nb'] as const;
export type AnswerLang = (typeof ANSWER_LANGS)[number];

/** The texts of a call besides its title, in the order in which they are read. */
export const TEXT_PARTS = [
	'background',
	'desiredEffect',
	'targetGroup',
	'constraints',
	'notSought',
	'next'
] as const;
export type TextPart = (typeof TEXT_PARTS)[number];

export const questionSchema = z.strictObject({
	/** Stays the same through all versions. */
	key: z.string().regex(/^[a-z0-9]{8}$/),
	kind: z.enum(QUESTION_KINDS),
	label: localText,
	help: localText.nullable(),
	/** Unit of a number: "barn per år". */
	unit: localText.nullable(),
	options: z.array(z.strictObject({ key: z.string().regex(/^[a-z0-9]{1,8}$/), label: localText })).max(20),
	required: z.boolean(),
	/** How long it takes to answer, as the owner believes. */
	minutes: z.number().int().min(1).max(60),
	/** Insights that made the owner ask. */
	insights: z.array(z.uuid()).max(20)
});
export type Question = z.infer<typeof questionSchema>;

const part = localText.nullable();

/** Everything that a version of a call says. A published version is one such value, whole. */
export const contentSchema = z.strictObject({
	title: localText,
	background: part,
	desiredEffect: part,
	targetGroup: part,
	constraints: part,
	notSought: part,
	next: part,
	contact: z.strictObject({
		name: z.string().max(200),
		email: z.string().max(200),
		phone: z.string().max(60)
	}),
	langs: z.array(z.enum(ANSWER_LANGS)).min(1),
	cpv: z.array(z.string()).max(20),
	questions: z.array(questionSchema).max(60),
	documents: z.array(z.strictObject({ fileId: id, title: localText })).max(40)
});
export type Content = z.infer<typeof contentSchema>;

/** Where a draft's words came from: shown beside them. */
export interface Source {
	kind: 'initiative' | 'challenge' | 'insights';
	title: LocalText;
	/** Path without language. */
	path: string;
	version: number | null;
}

export const textsForm = z.object({
	title: text(200),
	background: optionalText(12000),
	desiredEffect: optionalText(8000),
	targetGroup: optionalText(8000),
	constraints: optionalText(8000),
	notSought: optionalText(8000),
	next: optionalText(8000),
	revision: integer(1)
});
export type TextsInput = z.output<typeof textsForm>;

export const aboutForm = z.object({
	contactName: text(200),
	contactEmail: z.email().max(200),
	contactPhone: optionalText(60),
	langs: z.array(z.enum(ANSWER_LANGS)).min(1),
	cpv: optionalText(1000)
		.transform((typed) => (typed ?? '').split(/[\s,;]+/).filter(Boolean))
		.refine((codes) => codes.length <= 20, { error: 'rfi.error.cpv-many' })
		.refine((codes) => codes.every((code) => cpvProblem(code) !== 'format'), {
			error: 'rfi.error.cpv-format'
		})
		.refine((codes) => codes.every((code) => cpvProblem(code) !== 'digit'), { error: 'rfi.error.cpv-digit' }),
	revision: integer(1)
});
export type AboutInput = z.output<typeof aboutForm>;

export const questionForm = z.object({
	kind: z.enum(QUESTION_KINDS),
	label: text(600),
	help: optionalText(2000),
	unit: optionalText(60),
	/** One choice per line. */
	options: optionalText(4000),
	required: checkbox,
	minutes: integer(1, 60),
	insights: z.array(id).max(20),
	revision: integer(1)
});
export type QuestionInput = z.output<typeof questionForm>;

export const moveForm = z.object({
	key: z.string().max(8),
	move: z.enum(['up', 'down', 'remove']),
	revision: integer(1)
});

export const bankForm = z.object({ pick: z.array(z.string().max(40)).min(1), revision: integer(1) });

export const deadlinesForm = z.object({
	questionsUntil: localDateTime,
	answersUntil: localDateTime
});
export type DeadlinesInput = z.output<typeof deadlinesForm>;

export const extendForm = z.object({
	questionsUntil: localDateTime,
	answersUntil: localDateTime,
	reason: longText(2000, 10)
});
export type ExtendInput = z.output<typeof extendForm>;

export const publishForm = z.object({ confirm: checkbox, note: optionalText(4000), revision: integer(1) });
export const cancelForm = z.object({ reason: longText(2000, 10) });

export const enquiryForm = z.object({ text: longText(4000, 5) });
export const enquiryAnswerForm = z.object({
	enquiryId: id,
	publicText: longText(4000, 5),
	answer: optionalText(8000),
	revision: integer(1)
});
export type EnquiryAnswerInput = z.output<typeof enquiryAnswerForm>;

export const submitForm = z.object({
	confirm: checkbox,
	listed: checkbox,
	fingerprint: z.string().length(64)
});
export const consentForm = z.object({ answerId: id, listed: checkbox });
export const noteForm = z.object({
	text: longText(4000),
	tags: optionalText(300).transform((typed) => splitTags(typed ?? '')),
	question: z.string().max(8).optional()
});
export const feedbackForm = z.object({ text: longText(4000, 10) });

export const summaryForm = z.object({
	heard: longText(20000, 20),
	changes: longText(20000, 10),
	revision: integer(1)
});

export const inviteForm = z.object({ organisation: z.array(id).min(1).max(500) });

function splitTags(typed: string): string[] {
	const tags = typed.split(',').map((tag) => tag.trim().toLowerCase());
	return [...new Set(tags.filter(Boolean))].slice(0, 10);
}
