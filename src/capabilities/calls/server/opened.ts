import { accessInitiativeById, type Initiative } from '#capabilities/initiatives/index.ts';
import { authorize, can } from '#platform/access/index.ts';
import { AppError, refuse } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { accessRfi, readAnswers, type Rfi } from './access.ts';
import { closeIfDue } from './closing.ts';
import { readContent, type SentContent } from './content.ts';

/** An answer that its organisation sent, open to the owner's readers after the deadline. */
export interface OpenedAnswer {
	answerId: string;
	submissionId: string;
	organisation: { id: string; name: string; slug: string; sector: string };
	listed: boolean;
	submittedAt: Date;
	submittedByName: string | null;
	sha256: string;
	content: SentContent;
}

/**
 * The only way for an owner to read answers: after the deadline, for the team at work on the call, and never
 * for somebody whose own organisation answered. Closes the call where the job has not yet done so.
 */
export async function openAnswers(
	ctx: Context,
	slug: string,
	id: string
): Promise<{ rfi: Rfi; answers: OpenedAnswer[] }> {
	const rfi = await accessRfi(ctx, slug, id);
	authorize(ctx, readAnswers, { initiative: rfi.initiative, answering: [] });
	await refuseUnopened(ctx, rfi);
	authorize(ctx, readAnswers, { initiative: rfi.initiative, answering: await answering(ctx.db, id) });
	return { rfi, answers: await readOpened(ctx.db, id) };
}

async function refuseUnopened(ctx: Context, rfi: Rfi): Promise<void> {
	refuse(rfi.version ? null : 'rfi.error.not-published', 'forbidden');
	const closed = await closeIfDue(ctx.db, rfi.id);
	refuse(closed ? null : 'rfi.error.not-opened', 'forbidden', { until: rfi.answersUntil! });
	if (rfi.state === 'cancelled') throw new AppError('forbidden', 'rfi.error.never-opened');
}

/** Organisations with an answer in; only for use after the deadline. */
async function answering(db: DbOrTx, rfiId: string): Promise<string[]> {
	const rows = await db
		.selectFrom('rfi_answer as a')
		.innerJoin('rfi_submission as s', 's.answer_id', 'a.id')
		.select('a.organisation_id')
		.where('a.rfi_id', '=', rfiId)
		.where('s.ended_at', 'is', null)
		.execute();
	return rows.map((row) => row.organisation_id);
}

async function readOpened(db: DbOrTx, rfiId: string): Promise<OpenedAnswer[]> {
	const rows = await db
		.selectFrom('rfi_answer as a')
		.innerJoin('rfi_submission as s', 's.answer_id', 'a.id')
		.innerJoin('organisation as o', 'o.id', 'a.organisation_id')
		.select(['a.id as answerId', 's.id as submissionId', 'a.listed', 's.content', 's.sha256'])
		.select(['s.submitted_at', 's.submitted_by_name', 'o.id', 'o.name', 'o.slug', 'o.sector'])
		.where('a.rfi_id', '=', rfiId)
		.where('s.ended_at', 'is', null)
		.orderBy('o.name')
		.execute();
	return rows.map((row) => ({
		answerId: row.answerId,
		submissionId: row.submissionId,
		organisation: { id: row.id, name: row.name, slug: row.slug, sector: row.sector },
		listed: row.listed,
		submittedAt: row.submitted_at,
		submittedByName: row.submitted_by_name,
		sha256: row.sha256,
		content: readContent(row.content!)
	}));
}

/** The same rule for a single file that went with an answer. */
export async function mayReadOpened(ctx: Context, rfiId: string): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('rfi as r')
		.innerJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.select(['r.initiative_id', 'c.closed_as'])
		.where('r.id', '=', rfiId)
		.executeTakeFirst();
	if (row?.closed_as !== 'deadline') return false;
	const initiative: Initiative | null = await accessInitiativeById(ctx, row.initiative_id).catch(() => null);
	return (
		initiative !== null &&
		can(ctx.actor, readAnswers, { initiative, answering: await answering(ctx.db, rfiId) })
	);
}
