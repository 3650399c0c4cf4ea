import { getContext, setContext } from 'svelte';

/** What a form knows about its fields: texts of errors and values by field name. */
export interface FormContext {
	errors?: Record<string, string | undefined> | null;
	values?: Record<string, unknown> | null;
	/** The values are what someone just posted: a checkbox that is missing among them was unticked. */
	posted?: boolean;
	/** Keeps ids apart where two forms on a page share field names. */
	prefix?: string;
}

const KEY = Symbol('form');
const NONE = () => ({}) as FormContext;

export function provideForm(state: () => FormContext): void {
	setContext(KEY, state);
}

export function formState(): () => FormContext {
	return getContext<(() => FormContext) | undefined>(KEY) ?? NONE;
}

/** The id that a field's control has in the page; error summaries link to it. */
export function fieldId(name: string, prefix = ''): string {
	return `${prefix ? `${prefix}-` : ''}f-${name.replace(/[^\p{L}\p{N}]+/gu, '-')}`;
}

/** What every field accepts. `value` and `error` given here win over those of the surrounding form. */
export interface FieldProps {
	name: string;
	label: string;
	hint?: string;
	error?: string;
	required?: boolean;
	/** Shows "(valfritt)" after the label. Defaults to the opposite of `required`; false hides the marker. */
	optional?: boolean;
	disabled?: boolean;
	/** Language of what is written in the field, where it differs from the page's. */
	lang?: string;
	/** The label is read by screen readers but not shown. */
	hideLabel?: boolean;
}

/** A choice of a list. `hint` explains it below its label. */
export interface Option {
	value: string;
	label: string;
	hint?: string;
	disabled?: boolean;
}

export interface FieldParts {
	id: string;
	error: string | undefined;
	describedBy: string | undefined;
	hintId: string;
	errorId: string;
}

/** Ids and error of one field within its form. */
export function fieldParts(
	props: { name: string; hint?: string; error?: string; note?: boolean },
	form: FormContext
): FieldParts {
	const id = fieldId(props.name, form.prefix);
	const error = props.error ?? form.errors?.[props.name];
	const ids = [props.hint && `${id}-hint`, props.note && `${id}-note`, error && `${id}-error`].filter(
		Boolean
	);
	return { id, error, describedBy: ids.join(' ') || undefined, hintId: `${id}-hint`, errorId: `${id}-error` };
}

/** The value to show: what was last typed (kept after a refused post), else what the page gave. */
export function fieldValue<T>(name: string, given: T | undefined, form: FormContext): T | undefined {
	const typed = form.values?.[name];
	return typed === undefined ? given : (typed as T);
}

/** Chosen values of a list field, whatever shape they were kept in. */
export function chosen(value: unknown): string[] {
	if (value === undefined || value === null || value === '') return [];
	return (Array.isArray(value) ? value : [value]).map(String);
}

/**
 * What somebody typed before the page's script took over, on a slow phone: taking over must not wipe it.
 * Undefined on the server, and where nothing was typed.
 */
export function typedBefore(id: string): string | undefined {
	if (typeof document === 'undefined') return undefined;
	const control = document.getElementById(id);
	if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement)) return undefined;
	return control.value === control.defaultValue ? undefined : control.value;
}

/** The same of a radio button or checkbox. */
export function tickedBefore(id: string): boolean | undefined {
	if (typeof document === 'undefined') return undefined;
	const control = document.getElementById(id);
	if (!(control instanceof HTMLInputElement)) return undefined;
	return control.checked === control.defaultChecked ? undefined : control.checked;
}
