import { PassThrough, Readable } from 'node:stream';
import { SECTOR_KEYS } from '#capabilities/actors/index.ts';
import type { Translator } from '#platform/i18n/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { safeCell } from '../answer-rules.ts';
import type { SentAnswer } from './content.ts';
import { openAnswers, type OpenedAnswer } from './opened.ts';

type Cell = string | number;

/** An answer as one line of text. */
export function answerWords(answer: SentAnswer, t: Translator): string {
	if (answer.file) return answer.file.name;
	if (answer.choices.length > 0) return answer.choices.map((choice) => choice.label).join('; ');
	if (answer.yes !== null) return `${t(answer.yes ? 'rfi.yes' : 'rfi.no')}. ${answer.text ?? ''}`.trim();
	if (answer.number !== null) return `${t.number(answer.number)} ${answer.unit ?? ''}`.trim();
	return answer.text ?? '';
}

/** Answers as a CSV file with a byte order mark and semicolons, as Swedish spreadsheets read it. */
export async function exportCsv(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ name: string; stream: ReadableStream }> {
	const { answers } = await opened(ctx, slug, id, 'csv');
	const t = translator(ctx.lang);
	const lines = [headings(t), ...answers.flatMap((answer) => longRows(answer, t))];
	const text = Readable.from(
		(function* () {
			yield Buffer.from('\ufeff');
			for (const line of lines) yield Buffer.from(`${line.map(csvCell).join(';')}\r\n`);
		})()
	);
	return { name: `rfi-${id.slice(0, 8)}.csv`, stream: Readable.toWeb(text) as ReadableStream };
}

/** The same as a workbook, streamed: one sheet to compare, one with a row per answer. */
export async function exportXlsx(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ name: string; stream: ReadableStream }> {
	const { answers } = await opened(ctx, slug, id, 'xlsx');
	const t = translator(ctx.lang);
	const out = new PassThrough();
	void writeWorkbook(out, answers, t).catch((error: Error) => out.destroy(error));
	return { name: `rfi-${id.slice(0, 8)}.xlsx`, stream: Readable.toWeb(out) as ReadableStream };
}

async function opened(ctx: Context, slug: string, id: string, format: string) {
	const found = await openAnswers(ctx, slug, id);
	await ctx.db.transaction().execute((tx) =>
		audit(tx, ctx.actor, {
			chain: `call:${id}`,
			action: 'rfi.answers-exported',
			subject: `rfi:${id}`,
			data: { format }
		})
	);
	return found;
}

async function writeWorkbook(out: PassThrough, answers: OpenedAnswer[], t: Translator): Promise<void> {
	// Loaded when somebody first asks: it takes much memory.
	const { default: exceljs } = await import('exceljs');
	const book = new exceljs.stream.xlsx.WorkbookWriter({ stream: out, useStyles: true });
	const wide = book.addWorksheet(t('rfi.export.compare'), {
		views: [{ state: 'frozen', ySplit: 1, xSplit: 1 }]
	});
	wide.columns = [{ width: 50 }, ...answers.map(() => ({ width: 50 }))];
	for (const line of wideRows(answers, t)) wide.addRow(line).commit();
	wide.commit();
	const long = book.addWorksheet(t('rfi.export.all'), { views: [{ state: 'frozen', ySplit: 1 }] });
	for (const line of [headings(t), ...answers.flatMap((answer) => longRows(answer, t))])
		long.addRow(line).commit();
	long.commit();
	await book.commit();
}

function headings(t: Translator): Cell[] {
	return [
		t('rfi.export.organisation'),
		t('rfi.export.sector'),
		t('rfi.export.question'),
		t('rfi.export.answer'),
		t('rfi.export.number'),
		t('rfi.export.unit'),
		t('rfi.export.secret'),
		t('rfi.export.reason'),
		t('rfi.export.harm')
	];
}

function longRows({ organisation, content }: OpenedAnswer, t: Translator): Cell[][] {
	return content.answers.map((answer) => [
		organisation.name,
		sectorWord(organisation.sector, t),
		answer.question,
		answerWords(answer, t),
		answer.number ?? '',
		answer.unit ?? '',
		answer.secret ? t('rfi.export.wish') : '',
		answer.secret?.reason ?? '',
		answer.secret?.harm ?? ''
	]);
}

function wideRows(answers: OpenedAnswer[], t: Translator): Cell[][] {
	const questions = new Map(
		answers.flatMap(({ content }) => content.answers.map((a) => [a.key, a.question] as const))
	);
	const head = [t('rfi.export.question'), ...answers.map(({ organisation }) => organisation.name)];
	const rows = [...questions].map(([key, question]) => [
		question,
		...answers.map(({ content }) => {
			const answer = content.answers.find((candidate) => candidate.key === key);
			return answer ? answerWords(answer, t) : '';
		})
	]);
	return [head, ...rows];
}

export function sectorWord(sector: string, t: Translator): string {
	return t(SECTOR_KEYS[sector as keyof typeof SECTOR_KEYS]);
}

function csvCell(cell: Cell): string {
	const text = typeof cell === 'number' ? String(cell) : safeCell(cell);
	return /[";\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
