import type { Handle } from '@sveltejs/kit/hooks';
import { AppError } from '#platform/errors/index.ts';
import { MAX_FILE_BYTES } from '../files/index.ts';

const PLAIN_LIMIT = 1024 * 1024;
/** With what else stands in the form; bin/server.mjs refuses more than this as well. */
const FILES_LIMIT = 32 * 1024 * 1024;

/**
 * Only forms that carry files may be large. A page's form that is larger is not read: whoever asks for it gets an
 * AppError, and the sender the page of errors with a way back. Anything else is answered in plain words.
 */
export const bodyLimit: Handle = async ({ event, resolve }) => {
	const length = Number(event.request.headers.get('content-length') ?? 0);
	const files = event.request.headers.get('content-type')?.startsWith('multipart/form-data') ?? false;
	if (length <= (files ? FILES_LIMIT : PLAIN_LIMIT)) return resolve(event);
	if (!/^\/(sv|en)(\/|$)/.test(event.url.pathname)) return new Response('too large', { status: 413 });
	const refuse = () => Promise.reject(tooLarge(files));
	Object.assign(event.request, { formData: refuse, json: refuse, text: refuse, arrayBuffer: refuse });
	return resolve(event);
};

const tooLarge = (files: boolean) =>
	files
		? new AppError('too-large', 'error.too-large', { params: { max: `${MAX_FILE_BYTES / 1024 / 1024} MB` } })
		: new AppError('too-large', 'error.too-long');
