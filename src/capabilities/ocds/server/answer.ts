import { z } from 'zod';
import { VISITOR } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { consume } from '#platform/server/limits/index.ts';
import { bulkYears, type BulkYear } from './bulk.ts';
import { DEFAULT_LIMIT, oneRecord, oneRelease, recordPackage, releasePackage } from './packages.ts';

/** The same allowance as the rest of open data. */
const LIMIT = { name: 'api', points: 1200, seconds: 60 };

const number = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** What a list may be asked with. */
export const cutQuery = z.strictObject({
	after: number.optional().describe('Older than this; take the whole address from `links.next`'),
	before: number.optional().describe('Newer than this; take the whole address from `links.prev`'),
	limit: z.coerce.number().int().min(1).max(100).default(DEFAULT_LIMIT).describe('How many at most, 1–100')
});
const nothing = z.strictObject({});

export interface OcdsAnswer {
	status: number;
	/** JSON */
	text: string;
}

/** Answers one request below /api/ocds; failures become answers too. Whoever asks is treated as a visitor. */
export async function answerOcds(asked: Context, path: string, search: URLSearchParams): Promise<OcdsAnswer> {
	const ctx: Context = { ...asked, actor: VISITOR, lang: 'sv' };
	return answered(ctx, async () => ({
		status: 200,
		text: await read(ctx, path, Object.fromEntries(search))
	}));
}

async function read(ctx: Context, path: string, query: Record<string, string>): Promise<string> {
	const [kind, id, ...rest] = path.split('/').filter(Boolean);
	if (rest.length > 0) throw notFound();
	if (!id && kind === 'releases') return releasePackage(ctx, cutQuery.parse(query));
	if (!id && kind === 'records') return recordPackage(ctx, cutQuery.parse(query));
	nothing.parse(query);
	if (!kind) return JSON.stringify(await overview(ctx));
	if (id && kind === 'releases') return oneRelease(ctx, id);
	if (id && kind === 'records') return oneRecord(ctx, id);
	throw notFound();
}

/** Where everything is. */
async function overview({ db }: Context) {
	const here = `${config().PUBLIC_URL}/api/ocds`;
	return {
		releases: `${here}/releases`,
		records: `${here}/records`,
		bulk: (await bulkYears(db)).map(({ year, releases }) => ({ year, releases, url: bulkAddress(year) }))
	};
}

export const bulkAddress = (year: number) => `${config().PUBLIC_URL}/api/ocds/bulk/${year}.jsonl.gz`;

/** The year that a file name asks for, or how it is refused. */
export async function findBulk(ctx: Context, name: string): Promise<BulkYear | OcdsAnswer> {
	return answered(ctx, async () => {
		const year = /^(\d{4})\.jsonl\.gz$/.exec(name)?.[1];
		const found = (await bulkYears(ctx.db)).find((one) => one.year === Number(year));
		if (!found) throw notFound();
		return found;
	});
}

/** Whatever is refused becomes an answer. */
async function answered<T>(ctx: Context, read: () => Promise<T>): Promise<T | OcdsAnswer> {
	ctx.access.decided = true;
	try {
		await consume(ctx.db, LIMIT, ctx.client);
		return await read();
	} catch (error) {
		if (error instanceof z.ZodError) return badQuery(error);
		if (!(error instanceof AppError)) throw error;
		return failed(error.status, error.code, translator('en')(error.key, error.params));
	}
}

function badQuery({ issues }: z.ZodError): OcdsAnswer {
	const parameters = issues.flatMap((issue) =>
		issue.code === 'unrecognized_keys'
			? issue.keys.map((name) => ({ name, message: 'There is no parameter of this name.' }))
			: [{ name: String(issue.path[0] ?? ''), message: issue.message }]
	);
	return failed(422, 'invalid', 'Some parameters cannot be understood.', { parameters });
}

const failed = (status: number, code: string, message: string, more: object = {}): OcdsAnswer => ({
	status,
	text: JSON.stringify({ error: { code, message, ...more } })
});
