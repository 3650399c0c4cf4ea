import './composition.ts';
import { randomUUID } from 'node:crypto';
import type { RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks';
import { resolveActor } from '#capabilities/identity/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { nameErrors } from '#platform/forms/name-errors.ts';
import { isLang, translator, type Lang } from '#platform/i18n/index.ts';
import { steady } from '#platform/server/http/steady.ts';
import { chained } from '#platform/server/http/chained.ts';
import { freshness } from '#platform/server/http/freshness.ts';
import { pageBytes } from '#platform/server/http/page-bytes.ts';
import { wayIn } from '#platform/server/http/way-in.ts';
import { secureHeaders } from '#platform/server/http/headers.ts';
import { bodyLimit } from '#platform/server/http/body-limit.ts';
import { db, pagesDb } from '#platform/server/db/index.ts';
import { keepBeating } from '#platform/server/outages/index.ts';
import { isDemo } from '#platform/server/installation.ts';
import { clientKey } from '#platform/server/limits/index.ts';
import { log } from '#platform/server/log.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { isOwnSide, isPublicDoor } from './routes/doors.ts';

export const init: ServerInit = async () => {
	loadMessages();
	// An outage is recorded, and deadlines moved, before anybody is answered.
	await keepBeating(db());
};

let demo: Promise<boolean> | undefined;

/** Who asks, in which language, with which database: everything the services need. */
const context: Handle = async ({ event, resolve }) => {
	const lang = langOf(event);
	demo ??= isDemo(db()).catch(() => ((demo = undefined), false));
	event.locals.demo = await demo;
	const own = isOwnSide(event.route.id, event.request.method, actionOf(event));
	const database = own ? db() : await pagesDb();
	event.locals.ctx = {
		db: database,
		actor: await resolveActor(database, event.request.headers),
		lang,
		access: { decided: false },
		requestId: randomUUID(),
		client: clientKey(event.getClientAddress())
	};
	const response = await resolve(
		event,
		event.request.method === 'POST' ? { transformPageChunk: ({ html }) => nameErrors(html) } : undefined
	);
	// Examples must never be found as if they were decisions.
	if (event.locals.demo) response.headers.set('x-robots-tag', 'noindex, nofollow');
	return response;
};

/** Deny by default: a page that nobody decided access for is a fault of ours, never a page for the reader. */
const accessGuard: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const action = actionOf(event);
	const decided =
		event.locals.ctx.access.decided || isPublicDoor(event.route.id, event.request.method, action);
	if (decided || response.status >= 300) return response;
	log.error({ route: event.route.id, method: event.request.method, action }, 'access was not decided');
	return new Response('access was not decided', { status: 500 });
};

/** The named action of a form. */
const actionOf = (event: RequestEvent) =>
	[...event.url.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1);

function langOf(event: RequestEvent): Lang {
	const first = event.url.pathname.split('/')[1];
	if (isLang(first)) return first;
	return /^\s*en\b/i.test(event.request.headers.get('accept-language') ?? '') ? 'en' : 'sv';
}

export const handle = chained(
	pageBytes,
	steady,
	secureHeaders,
	bodyLimit,
	context,
	freshness,
	wayIn,
	accessGuard
);

export const handleError: HandleServerError = ({ kind, error: caught, event }) => {
	const requestId = event.locals.ctx?.requestId;
	const t = translator(event.locals.ctx?.lang ?? 'sv');
	if (kind === 'unknown' && caught instanceof AppError) {
		event.locals.refused = caught.code;
		return { status: caught.status, message: t(caught.key, caught.params), code: caught.code, requestId };
	}
	if (kind === 'framework') {
		const status = (caught as { status: number }).status;
		return {
			message: t(status === 404 ? 'error.not-found' : status === 413 ? 'error.too-long' : 'error.bug'),
			code: status === 404 ? 'not-found' : 'bug',
			requestId
		};
	}
	if (kind === 'app') return { message: (caught as App.Error).message, requestId };
	const fault = caught as Error;
	log.error({ requestId, route: event.route.id, err: fault.message, stack: fault.stack }, 'request failed');
	return { message: t('error.bug'), code: 'bug', requestId };
};
