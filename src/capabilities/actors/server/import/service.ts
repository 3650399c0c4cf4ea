import { sql, type UpdateObject } from 'kysely';
import { z } from 'zod';
import { authorize, requirePerson } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { LANGS } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { json } from '#platform/server/db/json.ts';
import type { DB } from '#platform/server/db/schema.ts';
import { enqueue } from '#platform/server/jobs/index.ts';
import { consume } from '#platform/server/limits/index.ts';
import { SECTORS } from '../../form.ts';
import { importOrganisations as mayImport } from '../access.ts';
import { IMPORT_FIELDS, suggestMapping, type Mapping } from './columns.ts';
import { decode, detectDelimiter, detectEncoding, ENCODINGS, fileFault, MAX_IMPORT_BYTES } from './decode.ts';
import { checkJob, runJob } from './jobs.ts';
import { readTable } from './table.ts';

const UPLOAD_LIMIT = { name: 'organisation.import', points: 30, seconds: 3600 };

/** Delimiters under names that a form can hold. */
export const DELIMITER_NAMES = { semicolon: ';', comma: ',', tab: '\t', bar: '|' } as const;
export type DelimiterName = keyof typeof DELIMITER_NAMES;

/** How the file is to be read: shown as guessed, for the person to correct. */
export const readingForm = z.object({
	encoding: z.enum(ENCODINGS),
	delimiter: z.enum(['semicolon', 'comma', 'tab', 'bar'])
});

const column = z
	.string()
	.regex(/^\d{1,3}$/)
	.transform(Number)
	.optional();

/** Reading, mapping and defaults in one form. */
export const mappingForm = readingForm.extend({
	lang: z.enum(LANGS),
	sector: z.enum(SECTORS),
	...(Object.fromEntries(IMPORT_FIELDS.map((field) => [`column-${field}`, column])) as Record<
		`column-${(typeof IMPORT_FIELDS)[number]}`,
		typeof column
	>)
});

/** Takes in a file and guesses how to read it. Nothing is written to the directory. Gives the import's id. */
export async function startImport(ctx: Context, file: File): Promise<string> {
	authorize(ctx, mayImport, null);
	await consume(ctx.db, UPLOAD_LIMIT, requirePerson(ctx));
	if (file.size > MAX_IMPORT_BYTES) {
		throw new AppError('too-large', 'error.too-large', {
			params: { max: '10 MB' },
			fields: { file: 'error.too-large' }
		});
	}
	const bytes = new Uint8Array(await file.arrayBuffer());
	const fault = fileFault(bytes);
	if (fault) throw new AppError('invalid', fault, { fields: { file: fault } });
	const encoding = detectEncoding(bytes);
	const text = decode(bytes, encoding);
	const delimiter = detectDelimiter(text);
	const { headers } = readTable(text, delimiter, 5);
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.insertInto('organisation_import')
			.values({
				created_by: ctx.actor.personId,
				file_name: file.name.slice(-150),
				content: Buffer.from(bytes),
				encoding,
				delimiter,
				lang: ctx.lang,
				mapping: json(suggestMapping(headers)),
				defaults: json({ sector: 'other' })
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: `import:${row.id}`,
			action: 'import.uploaded',
			subject: `organisation_import:${row.id}`,
			data: { bytes: bytes.length }
		});
		return row.id;
	});
}

/** Reads the file in another way, and guesses the columns anew. */
export async function rereadImport(
	ctx: Context,
	id: string,
	input: z.output<typeof readingForm>
): Promise<void> {
	const row = await openImport(ctx, id);
	const delimiter = DELIMITER_NAMES[input.delimiter];
	const { headers } = readTable(decode(row.content, input.encoding), delimiter, 5);
	await change(ctx, id, {
		encoding: input.encoding,
		delimiter,
		mapping: json(suggestMapping(headers))
	});
}

/** Keeps the mapping and lets every row be tried. Nothing is written to the directory. */
export async function checkImport(
	ctx: Context,
	id: string,
	input: z.output<typeof mappingForm>
): Promise<void> {
	await openImport(ctx, id);
	const mapping: Mapping = {};
	for (const field of IMPORT_FIELDS) {
		const index = input[`column-${field}`];
		if (index !== undefined) mapping[field] = index;
	}
	if (mapping.name === undefined) {
		throw new AppError('invalid', 'form.error.failed', {
			fields: { 'column-name': 'actors.import.error.name' }
		});
	}
	await change(ctx, id, {
		encoding: input.encoding,
		delimiter: DELIMITER_NAMES[input.delimiter],
		lang: input.lang,
		mapping: json(mapping),
		defaults: json({ sector: input.sector }),
		check_asked_at: sql<Date>`now()`
	});
}

/** Goes back to the columns: what was tried is forgotten. */
export async function backToMapping(ctx: Context, id: string): Promise<void> {
	await openImport(ctx, id);
	await change(ctx, id, {});
}

type Change = Pick<
	UpdateObject<DB, 'organisation_import'>,
	'encoding' | 'delimiter' | 'lang' | 'mapping' | 'defaults' | 'check_asked_at'
>;

async function change(ctx: Context, id: string, set: Change): Promise<void> {
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('organisation_import')
			.set({
				checked_at: null,
				check_asked_at: null,
				failed_at: null,
				failure: null,
				rows_done: 0,
				rows_total: 0,
				...set
			})
			.where('id', '=', id)
			.where('confirmed_at', 'is', null)
			.where('cancelled_at', 'is', null)
			.executeTakeFirst();
		if (done.numUpdatedRows === 0n) throw new AppError('conflict', 'error.conflict');
		await tx.deleteFrom('organisation_import_row').where('import_id', '=', id).execute();
		if (set.check_asked_at) await enqueue(tx, checkJob, { importId: id });
	});
}

/** Lets the import run: all of it, or nothing. Once; also again after it failed. */
export async function confirmImport(ctx: Context, id: string): Promise<void> {
	await openImport(ctx, id);
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('organisation_import')
			.set({
				confirmed_at: sql`now()`,
				confirmed_by: ctx.actor.personId,
				failed_at: null,
				failure: null,
				rows_done: 0
			})
			.where('id', '=', id)
			.where('checked_at', 'is not', null)
			.where('finished_at', 'is', null)
			.where('cancelled_at', 'is', null)
			.where((eb) => eb.or([eb('confirmed_at', 'is', null), eb('failed_at', 'is not', null)]))
			.executeTakeFirst();
		if (done.numUpdatedRows === 0n) throw new AppError('conflict', 'error.conflict');
		await enqueue(tx, runJob, { importId: id });
		await audit(tx, ctx.actor, {
			chain: `import:${id}`,
			action: 'import.confirmed',
			subject: `organisation_import:${id}`
		});
	});
}

/** Throws the file away. Not once it runs. */
export async function cancelImport(ctx: Context, id: string): Promise<void> {
	await openImport(ctx, id);
	await ctx.db.transaction().execute(async (tx) => {
		const done = await tx
			.updateTable('organisation_import')
			.set({ cancelled_at: sql`now()`, content: null })
			.where('id', '=', id)
			.where((eb) => eb.or([eb('confirmed_at', 'is', null), eb('failed_at', 'is not', null)]))
			.where('finished_at', 'is', null)
			.executeTakeFirst();
		if (done.numUpdatedRows === 0n) throw new AppError('conflict', 'error.conflict');
		await tx.deleteFrom('organisation_import_row').where('import_id', '=', id).execute();
		await audit(tx, ctx.actor, {
			chain: `import:${id}`,
			action: 'import.cancelled',
			subject: `organisation_import:${id}`
		});
	});
}

/** An import whose file is still there. */
async function openImport(ctx: Context, id: string) {
	authorize(ctx, mayImport, null);
	const row = z.uuid().safeParse(id).success
		? await ctx.db
				.selectFrom('organisation_import')
				.select(['id', 'content'])
				.where('id', '=', id)
				.executeTakeFirst()
		: undefined;
	if (!row) throw notFound();
	if (!row.content) throw new AppError('conflict', 'error.conflict');
	return { id: row.id, content: row.content };
}
