import type { Context } from '#platform/server/context.ts';
import type { ErrorCode } from '#platform/errors/index.ts';
import type { Flash } from '#platform/server/http/flash.ts';
import type { Lang, Messages } from '#platform/i18n/index.ts';

declare module 'node:http' {
	interface IncomingMessage {
		/** The page that bin/server.mjs answers with. */
		page?: Buffer;
	}
}

declare global {
	namespace App {
		interface Locals {
			ctx: Context;
			demo: boolean;
			/** Why the page was refused, once it was. */
			refused?: ErrorCode;
			/** What the page holds as bytes. */
			parts?: Buffer[];
		}
		interface Error {
			message: string;
			code?: ErrorCode;
			requestId?: string;
		}
		interface PageData {
			lang?: Lang;
			messages?: Messages;
			flash?: Flash | null;
		}
	}
}
