import { VISITOR } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { consume } from '#platform/server/limits/index.ts';
import type { failure } from '../shapes.ts';
import type { z } from 'zod';
import { ENDPOINTS, listShape, type Endpoint } from './endpoints.ts';

const LIMIT = { name: 'api', points: 1200, seconds: 60 };

export interface Answer {
	status: number;
	body: unknown;
}

/**
 * Answers one request for open data; failures become answers too. Whoever asks is treated as a visitor: a session
 * shows nothing more here. @param path below /api/v1, e.g. `/initiatives`
 */
export async function answerOpenData(asked: Context, path: string, search: URLSearchParams): Promise<Answer> {
	// One answer for everybody, so that it can be kept: names of places are the official ones.
	const ctx: Context = { ...asked, actor: VISITOR, lang: 'sv' };
	ctx.access.decided = true;
	try {
		await consume(ctx.db, LIMIT, ctx.client);
		const found = find(path);
		if (!found) throw notFound();
		const query = found.endpoint.query.safeParse(Object.fromEntries(search));
		if (!query.success) return { status: 422, body: badQuery(query.error) };
		const result = await found.endpoint.read(ctx, query.data as never, found.params);
		return { status: 200, body: shaped(found.endpoint, result, path, search) };
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		const message = translator('en')(error.key, error.params);
		return { status: error.status, body: { error: { code: error.code, message } } satisfies Failure };
	}
}

type Failure = z.input<typeof failure>;

function badQuery({ issues }: z.ZodError): Failure {
	const parameters = issues.flatMap((issue) =>
		issue.code === 'unrecognized_keys'
			? issue.keys.map((name) => ({ name, message: 'There is no parameter of this name.' }))
			: [{ name: String(issue.path[0] ?? ''), message: issue.message }]
	);
	return { error: { code: 'invalid', message: 'Some parameters cannot be understood.', parameters } };
}

function find(path: string): { endpoint: Endpoint; params: Record<string, string> } | null {
	const parts = path.split('/');
	for (const endpoint of ENDPOINTS) {
		const wanted = endpoint.path.split('/');
		if (wanted.length !== parts.length) continue;
		const params: Record<string, string> = {};
		const fits = wanted.every((part, at) => {
			if (!part.startsWith('{')) return part === parts[at];
			params[part.slice(1, -1)] = parts[at]!;
			return parts[at] !== '';
		});
		if (fits) return { endpoint, params };
	}
	return null;
}

/** Through the shape: what it does not name is left out, what does not fit is a fault of ours. */
function shaped(endpoint: Endpoint, result: unknown, path: string, search: URLSearchParams): unknown {
	if (!endpoint.list) return endpoint.shape.parse(result);
	const { items, after } = result as { items: unknown[]; after: string | null };
	return listShape(endpoint.shape).parse({ items, next: after ? nextAddress(path, search, after) : null });
}

function nextAddress(path: string, search: URLSearchParams, after: string): string {
	const params = new URLSearchParams(search);
	params.set('after', after);
	return `${config().PUBLIC_URL}/api/v1${path}?${params}`;
}
