import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import { AppError, type ErrorCode, type MessageParams } from '#platform/errors/index.ts';
import { rawValues, readForm, type FormState } from '#platform/forms/index.ts';
import { translator, type MessageKey, type Translator } from '#platform/i18n/index.ts';
import type { Context } from '../context.ts';
import { codeErrors, confirm } from './confirm.ts';
import { setFlash } from './flash.ts';

/** Where to go after a form was carried out, and the one sentence that says what happened. */
export interface Done {
	to: string;
	flash?: MessageKey;
	params?: MessageParams;
}

interface Spec<S extends z.ZodObject, E extends RequestEvent> {
	schema: S;
	/** Decides on access when the input is bad, so that a stranger learns nothing from the form's errors. */
	door: (ctx: Context, event: E) => unknown;
	/** Calls one service verb. */
	run: (ctx: Context, data: z.output<S>, event: E, form: FormData) => Promise<Done>;
	/** Tells forms of the same page apart; the page gets it back as `form.id`. */
	id?: string;
}

export type FormFailure = FormState & { id: string };

/** Failures that the person can mend in the form itself; all others become the error page. */
const MENDABLE: readonly ErrorCode[] = ['invalid', 'conflict', 'rate-limited', 'too-large', 'unavailable'];

/**
 * A form action: reads and checks the form, runs the verb, answers 303. Bad input and refusals that can be
 * mended answer with their status (422, 409, 429 …) and everything typed is kept. A one-time code that came
 * along is taken first.
 */
export function formAction<S extends z.ZodObject, E extends RequestEvent>(spec: Spec<S, E>) {
	const id = spec.id ?? 'form';
	return async (event: E): Promise<ActionFailure<FormFailure>> => {
		const form = await event.request.formData();
		const unconfirmed = await confirm(event.locals, form);
		const { ctx } = event.locals;
		const t = translator(ctx.lang);
		const parsed = readForm(spec.schema, form, t);
		if (unconfirmed || !parsed.ok) {
			await spec.door(ctx, event);
			const state = parsed.ok ? { values: parsed.raw, errors: {} } : parsed.state;
			return fail(422, { ...withCode(state, unconfirmed, t), id });
		}
		const done = await spec
			.run(ctx, parsed.data, event, form)
			.catch((error: unknown) => mendable(error, { ...stateOf(error, spec.schema, form, t), id }));
		if (!('to' in done)) return done;
		if (done.flash) setFlash(event.cookies, done.flash, done.params);
		redirect(303, done.to);
	};
}

function stateOf(error: unknown, schema: z.ZodObject, form: FormData, t: Translator): FormState {
	if (!(error instanceof AppError)) return { values: rawValues(schema, form), errors: {}, message: '' };
	return {
		values: rawValues(schema, form),
		errors: translated(error.fields, error.params, t),
		message: t(error.key, error.params)
	};
}

function mendable(error: unknown, state: FormFailure): ActionFailure<FormFailure> {
	if (error instanceof AppError && MENDABLE.includes(error.code)) return fail(error.status, state);
	throw error;
}

/** The form's state with what is wrong with the one-time code that came along. */
function withCode(state: FormState, wrong: AppError | null, t: Translator): FormState {
	if (!wrong) return state;
	const errors = { ...state.errors, ...translated(codeErrors(wrong.key), wrong.params, t) };
	return { ...state, errors, message: state.message ?? t('form.error.failed') };
}

const translated = (keys: Partial<Record<string, MessageKey>>, params: MessageParams, t: Translator) =>
	Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, t(key!, params)]));

/** The door of forms that anybody may send. The route must be listed in src/routes/doors.ts too. */
export function publicDoor(ctx: Context): void {
	ctx.access.decided = true;
}
