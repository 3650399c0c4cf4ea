import pino from 'pino';
import { config } from './config.ts';

/** Structured log on standard output. Secrets and addresses never enter it: log ids. */
export const log = pino({
	level: config().LOG_LEVEL,
	base: undefined,
	redact: {
		paths: ['email', '*.email', 'token', '*.token', 'secret', '*.secret', 'cookie', '*.cookie'],
		censor: '[hidden]'
	}
});
