import { requirePerson } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { receiptById } from '#platform/server/receipts/index.ts';
import { stateSql, type CallState } from './access.ts';
import { exact, lateName, lateText, receiptFacts, receiptText, type ReceiptFacts } from './mail.ts';
import { answerOfReceipt } from './signed.ts';

/** One answer of one of the person's organisations. */
export interface MyAnswer {
	answerId: string;
	rfiId: string;
	slug: string;
	title: LocalText;
	owner: string;
	organisation: { id: string; name: string };
	state: CallState;
	answersUntil: Date;
	listed: boolean;
	/** May change whether the name is listed, withdraw and send. */
	mayDecide: boolean;
	/** Sent, replaced and withdrawn ones, latest first. */
	submissions: { id: string; number: number; at: Date; ended: 'replaced' | 'withdrawn' | null }[];
	/** Receipts for what came too late, latest first. */
	refusals: { id: string; at: Date }[];
	feedback: { text: string; sentAt: Date } | null;
	summarised: boolean;
}

/** Answers of all organisations that the person belongs to now, those still open first. */
export async function myAnswers(ctx: Context): Promise<MyAnswer[]> {
	requirePerson(ctx);
	const organisations = [...new Set(ctx.actor.memberships.map((m) => m.organisationId))];
	if (organisations.length === 0) return [];
	const rows = await ctx.db
		.selectFrom('rfi_answer as a')
		.innerJoin('rfi as r', 'r.id', 'a.rfi_id')
		.innerJoin('activity as t', 't.id', 'r.id')
		.innerJoin('initiative as i', 'i.id', 'r.initiative_id')
		.innerJoin('organisation as w', 'w.id', 'i.organisation_id')
		.innerJoin('organisation as o', 'o.id', 'a.organisation_id')
		.innerJoin('rfi_version as v', (join) => join.onRef('v.rfi_id', '=', 'r.id').on('v.number', '=', 1))
		.leftJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.leftJoin('rfi_feedback as f', 'f.answer_id', 'a.id')
		.select(['a.id', 'a.rfi_id', 'i.slug', 't.title', 'w.name as owner', 'o.id as organisation_id', 'o.name'])
		.select(['a.listed', 'r.answers_until', 'f.text', 'f.sent_at'])
		.select(stateSql.as('state'))
		.select((eb) =>
			eb
				.exists(eb.selectFrom('rfi_summary_version as y').select('y.id').whereRef('y.rfi_id', '=', 'r.id'))
				.as('summarised')
		)
		.where('a.organisation_id', 'in', organisations)
		.orderBy('r.answers_until', 'desc')
		.execute();
	const submissions = await submissionsOf(
		ctx,
		rows.map((row) => row.id)
	);
	const refusals = await lateReceipts(
		ctx,
		rows.map((row) => row.id)
	);
	return rows.map((row) => ({
		answerId: row.id,
		rfiId: row.rfi_id,
		slug: row.slug,
		title: toText(row.title)!,
		owner: row.owner,
		organisation: { id: row.organisation_id, name: row.name },
		state: row.state,
		answersUntil: row.answers_until!,
		listed: row.listed,
		mayDecide: mayDecide(ctx, row.organisation_id),
		submissions: submissions.filter((submission) => submission.answerId === row.id),
		refusals: refusals.filter((one) => one.answerId === row.id),
		feedback: row.text && row.sent_at ? { text: row.text, sentAt: row.sent_at } : null,
		summarised: Boolean(row.summarised)
	}));
}

async function lateReceipts(ctx: Context, answers: string[]) {
	if (answers.length === 0) return [];
	const rows = await ctx.db
		.selectFrom('receipt')
		.select(['id', 'chain', 'issued_at as at'])
		.where(
			'chain',
			'in',
			answers.map((id) => `rfi-answer:${id}`)
		)
		.where('kind', '=', 'refusal')
		.orderBy('number', 'desc')
		.execute();
	return rows.map(({ id, chain, at }) => ({ id, at, answerId: chain.slice('rfi-answer:'.length) }));
}

async function submissionsOf(ctx: Context, answers: string[]) {
	if (answers.length === 0) return [];
	const rows = await ctx.db
		.selectFrom('rfi_submission')
		.select(['id', 'answer_id', 'number', 'submitted_at', 'ended_as'])
		.where('answer_id', 'in', answers)
		.orderBy('number', 'desc')
		.execute();
	return rows.map((row) => ({
		answerId: row.answer_id,
		id: row.id,
		number: row.number,
		at: row.submitted_at,
		ended: row.ended_as as 'replaced' | 'withdrawn' | null
	}));
}

const mayDecide = (ctx: Context, organisationId: string) =>
	ctx.actor.memberships.some((m) => m.organisationId === organisationId && m.role !== 'member');

/** Organisations that the person speaks for, and whether they want invitations. */
export async function invitationSettings(
	ctx: Context
): Promise<{ id: string; name: string; wanted: boolean }[]> {
	requirePerson(ctx);
	const mine = ctx.actor.memberships.filter((m) => m.role !== 'member');
	if (mine.length === 0) return [];
	const declined = await ctx.db.selectFrom('rfi_no_invitations').select('organisation_id').execute();
	const no = new Set(declined.map((row) => row.organisation_id));
	return mine.map((m) => ({
		id: m.organisationId,
		name: m.organisationName,
		wanted: !no.has(m.organisationId)
	}));
}

/** A receipt, for members of the organisation that sent. */
export async function receiptFor(ctx: Context, submissionId: string): Promise<ReceiptFacts> {
	requirePerson(ctx);
	const receipt = await receiptFacts(ctx.db, submissionId);
	const mine = ctx.actor.memberships.some((m) => m.organisationId === receipt?.organisationId);
	if (!receipt || !mine) throw notFound();
	return receipt;
}

/** The exact text that the hash is of, for whoever wants to check it; null once it was replaced or withdrawn. */
export async function sentText(ctx: Context, submissionId: string): Promise<string | null> {
	await receiptFor(ctx, submissionId);
	const row = await ctx.db
		.selectFrom('rfi_submission')
		.select('content')
		.where('id', '=', submissionId)
		.executeTakeFirst();
	return row?.content ?? null;
}

/** The receipt as a text file: in words, and as it was signed. For members of the organisation that sent. */
export async function receiptTextFor(ctx: Context, submissionId: string): Promise<string> {
	return receiptText(ctx.db, await receiptFor(ctx, submissionId), translator(ctx.lang));
}

/** The receipt for an answer that came too late, as a text file. For members of the organisation that sent it. */
export async function lateReceiptFor(
	ctx: Context,
	receiptId: string
): Promise<{ name: string; text: string }> {
	requirePerson(ctx);
	const answerId = await answerOfReceipt(ctx.db, receiptId);
	const answer = (await myAnswers(ctx)).find((one) => one.answerId === answerId);
	if (!answer) throw notFound();
	const receipt = await receiptById(ctx.db, receiptId);
	return { name: lateName(receipt), text: lateText(receipt, translator(ctx.lang)) };
}

export { exact };
