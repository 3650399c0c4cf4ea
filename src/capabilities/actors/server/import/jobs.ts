import { sql } from 'kysely';
import { z } from 'zod';
import { VISITOR } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Db, DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { defineJob } from '#platform/server/jobs/index.ts';
import { log } from '#platform/server/log.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { forgetDirectory } from '../directory-index.ts';
import type { Mapping } from './columns.ts';
import { decode, type Delimiter, type Encoding } from './decode.ts';
import { planRows, type PlannedRow } from './plan.ts';
import { readRow, type ImportDefaults } from './row.ts';
import { readTable } from './table.ts';
import { insertBatch, updateBatch } from './write.ts';

const BATCH = 500;
const data = z.object({ importId: z.uuid() });

/** Tries every row and keeps what would become of it. */
export const checkJob = defineJob({
	name: 'actors.import-check',
	queue: 'slow',
	schema: data,
	run: async ({ importId }, db) => {
		const row = await waiting(db, importId, 'check');
		if (!row) return;
		await failing(db, importId, async () => {
			const planned = await planFile(db, db, row);
			await db.transaction().execute(async (tx) => {
				await keepRows(tx, importId, planned);
				await tx
					.updateTable('organisation_import')
					.set({ checked_at: sql`now()` })
					.where('id', '=', importId)
					.where('check_asked_at', 'is not', null)
					.execute();
			});
		});
	}
});

/** Runs a confirmed import in one transaction: all of it is there afterwards, or nothing. */
export const runJob = defineJob({
	name: 'actors.import-run',
	queue: 'slow',
	schema: data,
	run: async ({ importId }, db) => {
		await failing(db, importId, () =>
			db.transaction().execute(async (tx) => {
				// Two imports at once would both create what neither has seen yet.
				await sql`select pg_advisory_xact_lock(hashtext('organisation_import'))`.execute(tx);
				const row = await waiting(tx, importId, 'run');
				if (row) await run(tx, db, row);
			})
		);
		forgetDirectory();
	}
});

type Import = NonNullable<Awaited<ReturnType<typeof waiting>>>;

/** The import, if this is still what it waits for: jobs may come twice. */
async function waiting(db: DbOrTx, id: string, step: 'check' | 'run') {
	const row = await db
		.selectFrom('organisation_import')
		.selectAll()
		.where('id', '=', id)
		.where('cancelled_at', 'is', null)
		.where('finished_at', 'is', null)
		.where('failed_at', 'is', null)
		.where(step === 'check' ? 'check_asked_at' : 'confirmed_at', 'is not', null)
		.$if(step === 'check', (query) => query.where('checked_at', 'is', null))
		.executeTakeFirst();
	return row?.content ? { ...row, content: row.content } : null;
}

async function planFile(db: DbOrTx, outside: Db, row: Import): Promise<PlannedRow[]> {
	loadMessages();
	const table = readTable(decode(row.content, row.encoding as Encoding), row.delimiter as Delimiter);
	await progress(outside, row.id, 0, table.rows.length);
	const read: Parameters<typeof planRows>[1][number][] = [];
	for (const [index, { line, cells }] of table.rows.entries()) {
		read.push({ line, ...readRow(cells, row.mapping as Mapping, row.defaults as unknown as ImportDefaults) });
		// Long work shares its process with others.
		if (index % BATCH === BATCH - 1) await new Promise((resolve) => setImmediate(resolve));
	}
	return planRows(db, read, row.lang as Lang);
}

async function run(tx: Tx, outside: Db, row: Import): Promise<void> {
	const planned = await planFile(tx, outside, row);
	const actor = { ...VISITOR, personId: row.confirmed_by };
	const chain = `import:${row.id}` as const;
	const subject = `organisation_import:${row.id}`;
	const writing = planned.filter((each) => each.written !== null) as (PlannedRow & {
		written: NonNullable<PlannedRow['written']>;
	})[];
	for (let at = 0; at < writing.length; at += BATCH) {
		const batch = writing.slice(at, at + BATCH);
		const created = batch.filter((each) => each.outcome === 'create');
		const updated = batch.filter((each) => each.outcome === 'update');
		if (created.length > 0) await insertBatch(tx, created, row.confirmed_by);
		if (updated.length > 0) await updateBatch(tx, updated);
		const ids = (rows: PlannedRow[]) => rows.map((each) => each.organisationId);
		await audit(tx, actor, {
			chain,
			action: 'import.written',
			subject,
			data: { created: ids(created), updated: ids(updated) }
		});
		await progress(outside, row.id, Math.min(at + BATCH, writing.length), writing.length);
	}
	await keepRows(tx, row.id, planned);
	await tx
		.updateTable('organisation_import')
		.set({ finished_at: sql`clock_timestamp()`, content: null })
		.where('id', '=', row.id)
		.execute();
	await audit(tx, actor, { chain, action: 'import.finished', subject, data: outcomes(planned) });
}

function outcomes(planned: PlannedRow[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const { outcome } of planned) counts[outcome] = (counts[outcome] ?? 0) + 1;
	return counts;
}

/** The report: outcome and reasons per row, without what the row held. */
async function keepRows(tx: Tx, importId: string, planned: PlannedRow[]): Promise<void> {
	await tx.deleteFrom('organisation_import_row').where('import_id', '=', importId).execute();
	for (let at = 0; at < planned.length; at += 2000) {
		const rows = planned.slice(at, at + 2000).map(({ line, name, outcome, notes, organisationId }) => ({
			line,
			name,
			outcome,
			notes,
			organisation_id: organisationId
		}));
		await sql`
			insert into organisation_import_row (import_id, line, name, outcome, notes, organisation_id)
			select ${importId}::uuid, line, name, outcome, notes, organisation_id
			from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
				as r(line int, name text, outcome text, notes jsonb, organisation_id uuid)`.execute(tx);
	}
}

/** Seen while the transaction is still open, since it is written outside it. */
async function progress(outside: Db, id: string, done: number, total: number): Promise<void> {
	await outside
		.updateTable('organisation_import')
		.set({ rows_done: done, rows_total: total })
		.where('id', '=', id)
		.execute();
}

/** What goes wrong is told on the import's page; running it again is the person's choice. */
async function failing(db: Db, id: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		const known = error instanceof AppError;
		if (!known)
			log.error(
				{ import: id, err: (error as Error).message, stack: (error as Error).stack },
				'import failed'
			);
		const failure = known ? { key: error.key, params: error.params } : { key: 'actors.import.error.failed' };
		await db
			.updateTable('organisation_import')
			.set({ failed_at: sql`now()`, failure: json(failure) })
			.where('id', '=', id)
			.execute();
	}
}

/** Files that nobody went on with, and reports of the past, do not stay for ever. */
export const purgeImports = defineJob({
	name: 'actors.import-purge',
	queue: 'slow',
	cron: '40 3 * * *',
	schema: z.object({}),
	run: async (_data, db) => {
		await sql`update organisation_import set content = null, cancelled_at = now()
			where content is not null and created_at < now() - interval '7 days'`.execute(db);
		await sql`delete from organisation_import_row r using organisation_import i
			where i.id = r.import_id and i.created_at < now() - interval '90 days'`.execute(db);
	}
});
