import type { MessageKey } from '#platform/i18n/keys.ts';

/** The closed list of ways in which a request can fail, and the HTTP status of each. */
export const ERROR_STATUS = {
	invalid: 422,
	'sign-in': 401,
	forbidden: 403,
	'second-factor': 403,
	'not-found': 404,
	conflict: 409,
	expired: 410,
	'too-large': 413,
	'rate-limited': 429,
	unavailable: 503,
	bug: 500
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;
export type MessageParams = Record<string, string | number | Date>;

/** A failure that a person can be told about: a code for machines, a message key for people. */
export class AppError extends Error {
	readonly code: ErrorCode;
	readonly key: MessageKey;
	readonly params: MessageParams;
	/** Form field (by name) → message key, for `invalid`. */
	readonly fields: Record<string, MessageKey>;

	constructor(
		code: ErrorCode,
		key: MessageKey,
		options: { params?: MessageParams; fields?: Record<string, MessageKey> } = {}
	) {
		super(`${code}: ${key}`);
		this.code = code;
		this.key = key;
		this.params = options.params ?? {};
		this.fields = options.fields ?? {};
	}

	get status(): number {
		return ERROR_STATUS[this.code];
	}
}

/** The same answer for "does not exist" and "you may not know that it exists". */
export const notFound = () => new AppError('not-found', 'error.not-found');

/** Throws what a rule returned, if it returned a reason. */
export function refuse(
	reason: MessageKey | null,
	code: ErrorCode = 'conflict',
	params?: MessageParams
): void {
	if (reason) throw new AppError(code, reason, { params });
}
