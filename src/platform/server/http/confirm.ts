import { isSignedIn } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { CODE_FIELD } from '#platform/forms/confirm.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '../context.ts';

type Show = (ctx: Context, code: string) => Promise<void>;
let show: Show | undefined;

/** How a one-time code is shown; the capability that keeps them says so. */
export function confirmBy(fn: Show): void {
	show = fn;
}

/**
 * Takes the one-time code that came with a form, so that nobody has to leave what they have typed to show it.
 * @returns what is wrong with it, or null when all is well or the form does not ask for one
 */
export async function confirm(locals: { ctx: Context }, form: FormData): Promise<AppError | null> {
	const { ctx } = locals;
	const code = form.get(CODE_FIELD);
	if (typeof code !== 'string' || !show || !isSignedIn(ctx.actor) || ctx.actor.secondFactor) return null;
	if (!code.trim()) return new AppError('second-factor', 'form.error.code');
	try {
		await show(ctx, code);
	} catch (error) {
		if (error instanceof AppError && (error.code === 'invalid' || error.code === 'rate-limited'))
			return error;
		throw error;
	}
	locals.ctx = { ...ctx, actor: { ...ctx.actor, secondFactor: true } };
	return null;
}

/** What the code's field says, where a code is lacking or wrong. */
export const codeErrors = (key: MessageKey): Record<string, MessageKey> => ({ [CODE_FIELD]: key });
