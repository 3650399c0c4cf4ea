import { sql } from 'kysely';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Tx } from '#platform/server/db/index.ts';
import type { Content } from '../form.ts';
import { toContent } from './access.ts';

/** A call as it is while its row is locked; `now` was read after the lock was had. */
export interface LockedRfi {
	id: string;
	now: Date;
	draft: Content;
	revision: number;
	questionsUntil: Date | null;
	answersUntil: Date | null;
	/** At or before the deadline for questions / answers, and neither closed nor cancelled. */
	takesQuestions: boolean;
	takesAnswers: boolean;
	ended: 'deadline' | 'cancelled' | null;
	version: { number: number; content: Content } | null;
}

/**
 * Locks the call's row, then reads the clock and the rest. Two statements on purpose: in one, PostgreSQL may
 * read the clock before it waits for the lock. Senders share the lock, whoever closes or changes takes it alone.
 */
export async function lockRfi(tx: Tx, id: string, mode: 'share' | 'update'): Promise<LockedRfi> {
	const row = tx.selectFrom('rfi').select('id').where('id', '=', id);
	const locked = await (mode === 'share' ? row.forShare() : row.forUpdate()).executeTakeFirst();
	if (!locked) throw notFound();
	return readLocked(tx, id);
}

async function readLocked(tx: Tx, id: string): Promise<LockedRfi> {
	// Compared here and not in JavaScript, whose clock values are cut to milliseconds.
	const clock = sql<{ now: Date }>`(select clock_timestamp() as now offset 0)`;
	const row = await tx
		.selectFrom('rfi as r')
		.innerJoin(clock.as<'k'>(sql.ref('k')), (join) => join.onTrue())
		.leftJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.selectAll('r')
		.select(['k.now', 'c.closed_as'])
		.select(sql<boolean>`k.now <= r.questions_until`.as('before_questions'))
		.select(sql<boolean>`k.now <= r.answers_until`.as('before_answers'))
		.where('r.id', '=', id)
		.executeTakeFirstOrThrow();
	const version = await latestVersion(tx, id);
	const open = version !== null && !row.closed_as;
	return {
		id,
		now: row.now,
		draft: toContent(row.draft),
		revision: row.revision,
		questionsUntil: row.questions_until,
		answersUntil: row.answers_until,
		takesQuestions: open && row.before_questions,
		takesAnswers: open && row.before_answers,
		ended: row.closed_as as LockedRfi['ended'],
		version
	};
}

async function latestVersion(tx: Tx, id: string): Promise<LockedRfi['version']> {
	const row = await tx
		.selectFrom('rfi_version')
		.select(['number', 'content'])
		.where('rfi_id', '=', id)
		.orderBy('number', 'desc')
		.limit(1)
		.executeTakeFirst();
	return row ? { number: row.number, content: toContent(row.content) } : null;
}

/** Refuses whoever looked at an older draft than the present one. */
export function sameRevision(locked: LockedRfi, revision: number): void {
	if (locked.revision !== revision) throw new AppError('conflict', 'error.conflict');
}
