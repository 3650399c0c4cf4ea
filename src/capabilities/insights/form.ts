import { z } from 'zod';
import * as fields from '#platform/forms/fields.ts';
import { LANGS } from '#platform/i18n/lang.ts';
import { THEMES } from '#platform/themes/index.ts';
import { isLanguageTag, KINDS, MAX_WORDS, SCOPES } from './rules.ts';

const language = z.string().trim().refine(isLanguageTag, { error: 'insights.error.lang' });
const table = fields.integer(1, 200).optional();

/** One insight as posted from a phone or a form. `key` is made before sending: the same twice is one. */
export const postForm = z.object({
	key: fields.id,
	kind: z.enum(KINDS),
	scope: z.enum(SCOPES),
	lang: language,
	words: fields.text(MAX_WORDS),
	table
});
export type Post = z.output<typeof postForm>;

/** What waited on a phone, as JSON. Numbers are numbers there. */
export const postsBody = z.object({
	posts: z
		.array(
			postForm.extend({
				table: z
					.number()
					.int()
					.min(1)
					.max(200)
					.nullish()
					.transform((v) => v ?? undefined)
			})
		)
		.min(1)
		.max(50)
});

export const codeForm = z.object({ code: fields.text(20) });

export const openForm = z.object({
	textLang: z.enum(LANGS),
	question: fields.optionalText(300),
	tables: fields.integer(1, 200).optional()
});

export const webForm = z.object({
	textLang: z.enum(LANGS),
	question: fields.optionalText(300),
	openTo: z.enum(['participants', 'anyone'])
});

export const sessionForm = z.object({ session: fields.id });
export const automaticForm = z.object({ session: fields.id, automatic: z.enum(['on', 'off']) });
export const releaseForm = z.object({
	session: fields.id,
	insight: z.array(fields.id).max(500),
	all: fields.checkbox
});

export const paperForm = z.object({
	lines: fields.longText(40_000),
	kind: z.enum(KINDS),
	scope: z.enum(SCOPES),
	lang: language,
	table
});
export type Paper = z.output<typeof paperForm>;

export const BULK = [
	'tag',
	'untag',
	'publish',
	'unpublish',
	'hide',
	'show',
	'merge',
	'cite',
	'local',
	'national'
] as const;
export const bulkForm = z.object({
	insight: z.array(fields.id).min(1, { error: 'insights.error.pick' }).max(500),
	act: z.enum(BULK),
	theme: z.enum(THEMES).optional()
});
export type Bulk = z.output<typeof bulkForm>;

export const wordingForm = z.object({
	words: fields.text(MAX_WORDS),
	kind: z.enum(KINDS),
	scope: z.enum(SCOPES),
	theme: z.array(z.enum(THEMES)).max(10),
	wording: fields.integer(1)
});
export const maskForm = z.object({ passages: fields.longText(1000), wording: fields.integer(1) });
export const translateForm = z.object({
	into: z.enum(LANGS),
	text: fields.text(MAX_WORDS),
	wording: fields.integer(1)
});
export const outcomeForm = z.object({ textLang: z.enum(LANGS), outcome: fields.longText(2000) });
export const mergeForm = z.object({ into: fields.id });
export const emptyForm = z.object({});
/** Which of those gathered is taken out; the insight of the page itself where none is named. */
export const unmergeForm = z.object({ insight: fields.id.optional() });

export const summaryForm = z.object({
	textLang: z.enum(LANGS),
	body: fields.longText(30_000, 20),
	revision: fields.integer(0)
});
export const citeForm = z.object({ insight: fields.id });
