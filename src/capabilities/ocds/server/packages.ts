import { sql } from 'kysely';
import { config } from '#platform/server/config.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import { EXTENSIONS } from '../compose/procurement.ts';
import { versionedRelease, type Fields } from '../merge.ts';
import { rowsOf } from './load.ts';

// Packages are put together from the stored texts of releases, so that each goes out byte for byte as it was written.

export interface Cut {
	/** Older than this number: how one goes on. */
	after?: number;
	/** Newer than this number: how one goes back. */
	before?: number;
	limit: number;
}

const LICENCE = 'https://creativecommons.org/publicdomain/zero/1.0/';
const here = (path: string) => `${config().PUBLIC_URL}/api/ocds${path}`;

interface Row {
	seq: number;
	date: Date;
	text: string;
}

/** Releases, newest first. @throws AppError not-found where there is none: a package may not be empty */
export async function releasePackage({ db }: Context, cut: Cut): Promise<string> {
	const rows = await paged(
		cut,
		(where, order, limit) =>
			rowsOf(
				db,
				sql<Row>`select seq, date, body as text from ocds_release where ${where} order by seq ${order} limit ${limit}`
			),
		'/releases'
	);
	return written('releases', rows);
}

/** One release by its id. */
export async function oneRelease({ db }: Context, id: string): Promise<string> {
	const [, ocid, number] = /^(.+)-([1-9]\d{0,8})$/.exec(id) ?? [];
	const rows = await rowsOf(
		db,
		sql<Row>`select seq, date, body as text from ocds_release where ocid = ${ocid ?? ''} and number = ${Number(number ?? 0)}`
	);
	return written('releases', { rows, uri: here(`/releases/${id}`) });
}

interface RecordRow {
	seq: number;
	ocid: string;
	date: Date;
	compiled: string;
	linked: { number: number; date: string; tag: string[] }[];
}

/** Records, the process that was told of last first: an order that no change disturbs. */
export async function recordPackage({ db }: Context, cut: Cut): Promise<string> {
	const rows = await paged(
		cut,
		async (where, order, limit) =>
			(
				await rowsOf(
					db,
					sql<RecordRow>`select s.*, (select json_agg(json_build_object('number', r.number, 'date', r.body::json -> 'date',
							'tag', r.tags) order by r.number) from ocds_release r where r.ocid = s.ocid) as linked
						from (select ocid, first_seq as seq, last_date as date, compiled from ocds_process) s
						where ${where} order by seq ${order} limit ${limit}`
				)
			).map((row) => ({ ...row, text: linkedRecord(row) })),
		'/records'
	);
	return written('records', rows);
}

function linkedRecord({ ocid, compiled, linked }: RecordRow): string {
	const releases = linked.map(({ number, date, tag }) => {
		const id = `${ocid}-${number}`;
		return { url: `${here(`/releases/${id}`)}#${id}`, date, tag };
	});
	return `{"ocid":${JSON.stringify(ocid)},"releases":${JSON.stringify(releases)},"compiledRelease":${compiled}}`;
}

/** One record whole: its releases, what they give together, and every value that each field has had. */
export async function oneRecord({ db }: Context, ocid: string): Promise<string> {
	const rows = await rowsOf(
		db,
		sql<Row & { compiled: string }>`select r.seq, r.date, r.body as text, p.compiled from ocds_process p
			join ocds_release r on r.ocid = p.ocid where p.ocid = ${ocid} order by r.number`
	);
	if (rows.length === 0) throw notFound();
	const texts = rows.map(({ text }) => text);
	const versioned = versionedRelease(texts.map((text) => JSON.parse(text) as Fields));
	const text = `{"ocid":${JSON.stringify(ocid)},"releases":[${texts.join(',')}],"compiledRelease":${rows[0]!.compiled},"versionedRelease":${JSON.stringify(versioned)}}`;
	const whole = { seq: 0, date: rows.at(-1)!.date, text };
	return written('records', { rows: [whole], uri: here(`/records/${ocid}`) });
}

interface Page {
	rows: Row[];
	uri: string;
	next?: string;
	prev?: string;
}

type Piece = ReturnType<typeof sql>;

/** One page by numbers that never change, so that what comes meanwhile neither hides nor repeats anything. */
async function paged(
	{ after, before, limit }: Cut,
	read: (where: Piece, order: Piece, limit: number) => Promise<Row[]>,
	path: string
): Promise<Page> {
	const back = before !== undefined;
	const where = back ? sql`seq > ${before}` : after === undefined ? sql`true` : sql`seq < ${after}`;
	const found = await read(where, back ? sql`asc` : sql`desc`, limit + 1);
	const rows = back ? found.slice(0, limit).reverse() : found.slice(0, limit);
	const more = found.length > limit;
	const [first, last] = [rows[0], rows.at(-1)];
	const newer = back ? more : first && (await read(sql`seq > ${first.seq}`, sql`asc`, 1)).length > 0;
	const size = limit === DEFAULT_LIMIT ? '' : `&limit=${limit}`;
	return {
		rows,
		uri: here(`${path}${query({ after, before, limit })}`),
		...((back || more) && last ? { next: here(`${path}?after=${last.seq}${size}`) } : {}),
		...(newer && first ? { prev: here(`${path}?before=${first.seq}${size}`) } : {})
	};
}

export const DEFAULT_LIMIT = 50;

function query({ after, before, limit }: Cut): string {
	const params = new URLSearchParams();
	if (after !== undefined) params.set('after', String(after));
	if (before !== undefined) params.set('before', String(before));
	if (limit !== DEFAULT_LIMIT) params.set('limit', String(limit));
	return params.size > 0 ? `?${params}` : '';
}

/** @throws AppError not-found where there is nothing */
function written(kind: 'releases' | 'records', { rows, uri, next, prev }: Page): string {
	if (rows.length === 0) throw notFound();
	const newest = rows.reduce((latest, { date }) => (date > latest ? date : latest), rows[0]!.date);
	const head = {
		uri,
		version: '1.1',
		extensions: EXTENSIONS,
		publishedDate: newest.toISOString(),
		publisher: { name: config().OPERATOR_NAME ?? 'Mötesplats', uri: config().PUBLIC_URL },
		license: LICENCE,
		publicationPolicy: `${config().PUBLIC_URL}/en/open-data`
	};
	const links = next || prev ? `,"links":${JSON.stringify({ next, prev })}` : '';
	return `${JSON.stringify(head).slice(0, -1)},"${kind}":[${rows.map(({ text }) => text).join(',')}]${links}}`;
}
