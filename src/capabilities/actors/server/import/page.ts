import { sql } from 'kysely';
import { z } from 'zod';
import { authorize } from '#platform/access/index.ts';
import { csvDelimiter, csvLine, CSV_BOM } from '#platform/csv/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { translator, type Lang, type MessageKey, type Translator } from '#platform/i18n/index.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import type { ImportStep, Sector } from '../../words.ts';
import { importOrganisations as mayImport } from '../access.ts';
import type { Mapping } from './columns.ts';
import { decode, type Delimiter, type Encoding } from './decode.ts';
import type { Outcome } from './plan.ts';
import type { ImportDefaults, Note } from './row.ts';
import { DELIMITER_NAMES, type DelimiterName } from './service.ts';
import { readTable } from './table.ts';

export interface ImportSummary {
	id: string;
	fileName: string;
	step: ImportStep;
	createdAt: Date;
	by: string | null;
}

export interface ImportPage extends ImportSummary {
	encoding: Encoding;
	delimiter: DelimiterName;
	lang: Lang;
	mapping: Mapping;
	sector: Sector;
	/** The first rows, while the file is there. `fault` says why it cannot be read this way. */
	preview: { headers: string[]; rows: string[][]; fault: string | null } | null;
	/** Rows per outcome. */
	counts: Record<Outcome, number>;
	/** One page of the report, those with something to say first. */
	rows: ReportRow[];
	page: number;
	pages: number;
	done: number;
	total: number;
	failure: string | null;
	/** It can be tried again: it failed while running, not while reading. */
	retry: boolean;
}

export interface ReportRow {
	line: number;
	name: string;
	outcome: Outcome;
	notes: string[];
	slug: string | null;
}

export const OUTCOME_KEYS: Record<Outcome, MessageKey> = {
	create: 'actors.import.outcome.create',
	update: 'actors.import.outcome.update',
	unchanged: 'actors.import.outcome.unchanged',
	error: 'actors.import.outcome.error'
};

const PAGE_SIZE = 100;

interface Stamps {
	check_asked_at: Date | null;
	checked_at: Date | null;
	confirmed_at: Date | null;
	finished_at: Date | null;
	cancelled_at: Date | null;
	failed_at: Date | null;
}

/** Where an import stands, by what has happened to it. */
export function stepOf(row: Stamps): ImportStep {
	if (row.finished_at) return 'done';
	if (row.cancelled_at) return 'cancelled';
	if (row.failed_at) return 'failed';
	if (row.confirmed_at) return 'running';
	if (row.checked_at) return 'checked';
	return row.check_asked_at ? 'checking' : 'mapping';
}

/** The latest imports, newest first. */
export async function listImports(ctx: Context): Promise<ImportSummary[]> {
	authorize(ctx, mayImport, null);
	const rows = await ctx.db
		.selectFrom('organisation_import as i')
		.leftJoin('person as p', 'p.id', 'i.created_by')
		.select(['i.id', 'i.file_name', 'i.created_at', 'p.name', 'i.check_asked_at', 'i.checked_at'])
		.select(['i.confirmed_at', 'i.finished_at', 'i.cancelled_at', 'i.failed_at'])
		.orderBy('i.created_at', 'desc')
		.limit(30)
		.execute();
	return rows.map((row) => ({
		id: row.id,
		fileName: row.file_name,
		step: stepOf(row),
		createdAt: row.created_at,
		by: row.name
	}));
}

/** Everything on the page of one import. */
export async function importPage(ctx: Context, id: string, page = 1): Promise<ImportPage> {
	const row = await load(ctx, id);
	const t = translator(ctx.lang);
	const counts = await countOutcomes(ctx, id);
	const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
	const pages = Math.max(1, Math.ceil(all / PAGE_SIZE));
	const failure = row.failure as { key: MessageKey; params?: Record<string, string> } | null;
	return {
		id: row.id,
		fileName: row.file_name,
		step: stepOf(row),
		createdAt: row.created_at,
		by: row.name,
		encoding: row.encoding as Encoding,
		delimiter: delimiterName(row.delimiter),
		lang: row.lang as Lang,
		mapping: row.mapping as Mapping,
		sector: (row.defaults as unknown as ImportDefaults).sector,
		preview: row.content
			? preview(row.content, row.encoding as Encoding, row.delimiter as Delimiter, t)
			: null,
		counts,
		rows: await report(ctx, id, t, PAGE_SIZE, (Math.min(page, pages) - 1) * PAGE_SIZE),
		page: Math.min(page, pages),
		pages,
		done: row.rows_done,
		total: row.rows_total,
		failure: failure ? t(failure.key, failure.params) : null,
		retry: row.failed_at !== null && row.confirmed_at !== null
	};
}

async function load(ctx: Context, id: string) {
	authorize(ctx, mayImport, null);
	if (!z.uuid().safeParse(id).success) throw notFound();
	const row = await ctx.db
		.selectFrom('organisation_import as i')
		.leftJoin('person as p', 'p.id', 'i.created_by')
		.selectAll('i')
		.select('p.name')
		.where('i.id', '=', id)
		.executeTakeFirst();
	if (!row) throw notFound();
	return row;
}

function delimiterName(delimiter: string): DelimiterName {
	const names = Object.keys(DELIMITER_NAMES) as DelimiterName[];
	return names.find((name) => DELIMITER_NAMES[name] === delimiter) ?? 'semicolon';
}

function preview(
	content: Buffer,
	encoding: Encoding,
	delimiter: Delimiter,
	t: Translator
): ImportPage['preview'] {
	try {
		const { headers, rows } = readTable(decode(content, encoding), delimiter, 6);
		const short = (cell: string) => (cell.length > 80 ? `${cell.slice(0, 80)}…` : cell);
		return { headers, rows: rows.map(({ cells }) => cells.map(short)), fault: null };
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		return { headers: [], rows: [], fault: t(error.key, error.params) };
	}
}

async function countOutcomes(ctx: Context, id: string): Promise<Record<Outcome, number>> {
	const { rows } = await sql<{ outcome: Outcome; n: number }>`
		select outcome, count(*)::int as n from organisation_import_row where import_id = ${id} group by 1`.execute(
		ctx.db
	);
	const counts = { create: 0, update: 0, unchanged: 0, error: 0 };
	for (const { outcome, n } of rows) counts[outcome] = n;
	return counts;
}

async function report(
	ctx: Context,
	id: string,
	t: Translator,
	limit: number,
	offset: number
): Promise<ReportRow[]> {
	const { rows } = await sql<{
		line: number;
		name: string;
		outcome: Outcome;
		notes: Note[];
		slug: string | null;
	}>`
		select r.line, r.name, r.outcome, r.notes, o.slug
		from organisation_import_row r left join organisation o on o.id = r.organisation_id
		where r.import_id = ${id} order by r.outcome <> 'error', r.line limit ${limit} offset ${offset}`.execute(
		ctx.db
	);
	return rows.map((row) => ({ ...row, notes: row.notes.map((note) => noteText(note, t)) }));
}

function noteText({ key, params, field }: Note, t: Translator): string {
	return field ? `${t(field)}: ${t(key, params)}` : t(key, params);
}

/** The whole report as CSV: line, name, what became of it, why, and its page. No numbers of persons. */
export async function importReport(ctx: Context, id: string): Promise<{ name: string; text: string }> {
	await load(ctx, id);
	const t = translator(ctx.lang);
	const delimiter = csvDelimiter(ctx.lang);
	const rows = await report(ctx, id, t, 100_000, 0);
	const head = [
		'actors.import.line',
		'actors.field.name',
		'actors.import.outcome',
		'actors.import.why',
		'actors.field.page'
	] as const;
	const lines = rows.map((row) => {
		const address = row.slug ? `${config().PUBLIC_URL}/${ctx.lang}/actors/${row.slug}` : '';
		return csvLine(
			[row.line, row.name, t(OUTCOME_KEYS[row.outcome]), row.notes.join(' '), address],
			delimiter
		);
	});
	return {
		name: `import-${id.slice(0, 8)}.csv`,
		text:
			CSV_BOM +
			csvLine(
				head.map((key) => t(key)),
				delimiter
			) +
			lines.join('')
	};
}
