import { z } from 'zod';
import type { MessageParams } from '#platform/errors/index.ts';
import type { MessageKey, Translator } from '#platform/i18n/index.ts';
import { CODE_FIELD } from './confirm.ts';

/** What a form page gets back: the words as typed, and a sentence per field that needs mending. */
export interface FormState {
	values: Record<string, string | string[]>;
	errors: Record<string, string>;
	/** A sentence about the whole form. */
	message?: string;
}

export type ParsedForm<T> = { ok: true; data: T; raw: FormState['values'] } | { ok: false; state: FormState };

/**
 * Checks a submitted form. Field names may repeat (checkboxes): those the schema wants as an array become one.
 * Empty strings count as absent, so that optional fields need no special care. Files are passed through.
 */
export function readForm<S extends z.ZodObject>(
	schema: S,
	form: FormData,
	t: Translator
): ParsedForm<z.output<S>> {
	const raw = rawValues(schema, form);
	const input = Object.fromEntries(
		Object.keys(schema.shape).map((name) => [name, inputFor(schema.shape[name]!, form.getAll(name))])
	);
	const parsed = schema.safeParse(input);
	if (parsed.success) return { ok: true, data: parsed.data, raw };
	const errors: Record<string, string> = {};
	for (const issue of parsed.error.issues) {
		const name = issue.path.map(String).join('.') || 'form';
		errors[name] ??= issueText(issue, t);
	}
	return { ok: false, state: { values: raw, errors, message: t('form.error.failed') } };
}

/** The typed words of every text field, for showing the form again. Nothing typed is lost. */
export function rawValues(schema: z.ZodObject, form: FormData): FormState['values'] {
	const names = new Set([...Object.keys(schema.shape), ...form.keys()]);
	// A code is good for half a minute and is never shown again.
	names.delete(CODE_FIELD);
	const values: FormState['values'] = {};
	for (const name of names) {
		const texts = form.getAll(name).filter((value) => typeof value === 'string');
		const wantsArray = name in schema.shape && isArray(schema.shape[name]!);
		if (wantsArray) values[name] = texts;
		else if (texts.length > 0) values[name] = texts.length > 1 ? texts : texts[0]!;
	}
	return values;
}

function inputFor(field: z.core.$ZodType, values: FormDataEntryValue[]): unknown {
	const filled = values
		.map((value) => (typeof value === 'string' ? value.replace(/\r\n/g, '\n').trim() : value))
		.filter((value) => (typeof value === 'string' ? value !== '' : value.size > 0 || value.name !== ''));
	return isArray(field) ? filled : filled[0];
}

function isArray(field: z.core.$ZodType): boolean {
	const def = field._zod.def as { type: string; innerType?: z.core.$ZodType; in?: z.core.$ZodType };
	if (def.type === 'array') return true;
	const inner = def.innerType ?? def.in;
	return inner ? isArray(inner) : false;
}

/** A schema gives its own sentence as `error: 'message.key'`; everything else gets the plain sentences here. */
function issueText(issue: z.core.$ZodIssue, t: Translator): string {
	if (isKey(issue.message)) return t(issue.message as MessageKey, issueParams(issue));
	if (issue.code === 'invalid_type' && issue.input === undefined) return t('form.error.required');
	return t(GENERAL[kindOf(issue)] ?? 'form.error.invalid', issueParams(issue));
}

const GENERAL: Record<string, MessageKey> = {
	'too_small:string': 'form.error.too-short',
	'too_big:string': 'form.error.too-long',
	'too_small:number': 'form.error.too-small',
	'too_big:number': 'form.error.too-big',
	'too_small:array': 'form.error.pick-some',
	'invalid_format:email': 'form.error.email',
	'invalid_format:url': 'form.error.url',
	'invalid_format:date': 'form.error.date',
	invalid_value: 'form.error.pick-one',
	'invalid_type:number': 'form.error.number',
	'invalid_type:undefined': 'form.error.required'
};

function kindOf(issue: z.core.$ZodIssue): string {
	if (issue.code === 'too_small' || issue.code === 'too_big') return `${issue.code}:${issue.origin}`;
	if (issue.code === 'invalid_format') return `${issue.code}:${issue.format}`;
	if (issue.code === 'invalid_type') return `${issue.code}:${issue.expected}`;
	return issue.code;
}

function issueParams(issue: z.core.$ZodIssue): MessageParams {
	if (issue.code === 'too_small') return { min: Number(issue.minimum) };
	if (issue.code === 'too_big') return { max: Number(issue.maximum) };
	return {};
}

function isKey(message: string): boolean {
	return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+$/.test(message);
}
