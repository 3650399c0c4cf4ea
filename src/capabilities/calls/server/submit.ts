import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { answerProblems, fits, maySubmit } from '../answer-rules.ts';
import { accessAnswer, readParts, type OwnAnswer, type StoredPart } from './answer-access.ts';
import { writeContent } from './content.ts';
import { lockRfi, type LockedRfi } from './lock.ts';
import { lateMail, receiptMail } from './mail.ts';
import { refusalsOf, signSent } from './signed.ts';

export interface Receipt {
	submissionId: string;
	number: number;
	sha256: string;
	at: Date;
}

/** What sending would send: the exact text, what keeps it from being sent, and who may. */
export async function previewAnswer(ctx: Context, slug: string, rfiId: string, organisationId: string) {
	const own = await accessAnswer(ctx, slug, rfiId, organisationId);
	const { content, version, sha256 } = compose(own, own.rfi.version!, own.parts);
	return {
		own,
		content,
		version,
		fingerprint: sha256,
		problems: answerProblems(own.rfi.version!.content.questions, usable(own.rfi.version!, own.parts)),
		maySubmit: maySubmit(own.facts)
	};
}

/**
 * Sends an organisation's answer, or replaces the one that is in. The call's row is locked for share and the
 * clock read after that: at or before the deadline it counts, later never. @param input.fingerprint hash of
 * what the sender was shown, so that a colleague's last change cannot slip in unseen
 */
export async function submitAnswer(
	ctx: Context,
	slug: string,
	rfiId: string,
	organisationId: string,
	input: { fingerprint: string; listed: boolean }
): Promise<Receipt> {
	const own = await accessAnswer(ctx, slug, rfiId, organisationId);
	refuse(maySubmit(own.facts), 'forbidden');
	const outcome = await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, rfiId, 'share');
		if (!locked.takesAnswers) return receiptLate(tx, ctx, own, locked);
		if (!own.id) throw new AppError('invalid', 'rfi.error.nothing-to-send');
		await tx.selectFrom('rfi_answer').select('id').where('id', '=', own.id).forUpdate().execute();
		const composed = checked(own, locked, await readParts(tx, own.id), input.fingerprint);
		const number = await endPresent(tx, ctx, own.id, 'replaced');
		const receipt = await insertSubmission(tx, ctx, own.id, {
			number: number + 1,
			at: locked.now,
			...composed
		});
		await signSent(tx, own, {
			kind: number === 0 ? 'submission' : 'replacement',
			bytes: Buffer.byteLength(composed.text, 'utf8'),
			...receipt
		});
		await tx.updateTable('rfi_answer').set({ listed: input.listed }).where('id', '=', own.id).execute();
		await handOverFiles(tx, own.id, composed.files);
		await sendMail(tx, receiptMail, { submissionId: receipt.submissionId });
		await auditOwn(tx, ctx, organisationId, 'rfi.answer-sent', receipt);
		return receipt;
	});
	// A refusal is thrown only now: its receipt has been committed.
	if (outcome instanceof AppError) throw outcome;
	return outcome;
}

/** What came too late is not taken in; there is a signed receipt for it, once for the same text. @returns why */
async function receiptLate(tx: Tx, ctx: Context, own: OwnAnswer, locked: LockedRfi): Promise<AppError> {
	const refusal = lateness(locked, own.id !== null);
	if (!own.id || locked.ended === 'cancelled') return refusal;
	await tx.selectFrom('rfi_answer').select('id').where('id', '=', own.id).forUpdate().execute();
	const { text, sha256 } = compose(own, locked.version!, await readParts(tx, own.id));
	const [last] = await refusalsOf(tx, own.id);
	if (last?.sha256 === sha256) return refusal;
	const number = (await highestNumber(tx, own.id)) + 1;
	const bytes = Buffer.byteLength(text, 'utf8');
	const { id } = await signSent(tx, own, { kind: 'refusal', number, sha256, bytes, at: locked.now });
	await sendMail(tx, lateMail, { receiptId: id, personId: ctx.actor.personId! });
	await auditOwn(tx, ctx, own.organisation.id, 'rfi.answer-refused', { submissionId: id, number, sha256 });
	return refusal;
}

/** Takes back what was sent, before the deadline. The draft stays; the sent text is erased, its hash kept. */
export async function withdrawAnswer(
	ctx: Context,
	slug: string,
	rfiId: string,
	organisationId: string
): Promise<void> {
	const own = await accessAnswer(ctx, slug, rfiId, organisationId);
	refuse(maySubmit(own.facts), 'forbidden');
	await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, rfiId, 'share');
		refuseLate(locked);
		if (!own.id) throw new AppError('conflict', 'rfi.error.nothing-sent');
		await tx.selectFrom('rfi_answer').select('id').where('id', '=', own.id).forUpdate().execute();
		const present = await presentOf(tx, own.id);
		if (!present) throw new AppError('conflict', 'rfi.error.nothing-sent');
		await endPresent(tx, ctx, own.id, 'withdrawn');
		await handOverFiles(tx, own.id, []);
		await signSent(tx, own, { kind: 'withdrawal', ...present, at: locked.now });
		await sendMail(tx, receiptMail, { submissionId: present.id });
		await auditOwn(tx, ctx, organisationId, 'rfi.answer-withdrawn', { submissionId: present.id });
	});
}

function refuseLate(locked: LockedRfi): void {
	if (!locked.takesAnswers) throw lateness(locked, false);
}

function lateness(locked: LockedRfi, receipted: boolean): AppError {
	if (locked.ended === 'cancelled') return new AppError('conflict', 'rfi.error.cancelled');
	const key = receipted ? 'rfi.error.answer-late-receipt' : 'rfi.error.answer-late-at';
	return new AppError('conflict', key, {
		params: { until: locked.answersUntil ?? locked.now, now: locked.now }
	});
}

type Version = { number: number; content: LockedRfi['draft'] };

/** Values left over from a question that has changed its kind are not sent. */
function usable(version: Version, parts: readonly StoredPart[]): StoredPart[] {
	const questions = new Map(version.content.questions.map((question) => [question.key, question]));
	return parts.flatMap((part) => {
		const question = questions.get(part.question);
		if (!question) return [];
		return [fits(question, part.value) ? part : { ...part, value: null }];
	});
}

function compose(own: OwnAnswer, version: Version, parts: readonly StoredPart[]) {
	const { initiative, id } = own.rfi;
	const written = writeContent({
		rfiId: id,
		title: plainText(version.content.title, version.content.title.o),
		owner: initiative.organisationName,
		version: version.number,
		organisation: own.organisation,
		questions: version.content.questions,
		parts: usable(version, parts)
	});
	const files = written.content.answers.flatMap((answer) => (answer.file ? [answer.file.id] : []));
	return { ...written, version: version.number, files };
}

function checked(own: OwnAnswer, locked: LockedRfi, parts: StoredPart[], fingerprint: string) {
	const version = locked.version!;
	const problems = answerProblems(version.content.questions, usable(version, parts));
	if (Object.keys(problems).length > 0)
		throw new AppError('invalid', 'rfi.error.not-complete', { fields: problems });
	const composed = compose(own, version, parts);
	if (composed.sha256 !== fingerprint) throw new AppError('conflict', 'rfi.error.changed-since-preview');
	return composed;
}

async function presentOf(tx: Tx, answerId: string) {
	const row = await tx
		.selectFrom('rfi_submission')
		.select(['id', 'number', 'sha256', 'size as bytes'])
		.where('answer_id', '=', answerId)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	return row ?? null;
}

/** Ends what is in, if anything, and gives the highest number used so far. */
async function endPresent(
	tx: Tx,
	ctx: Context,
	answerId: string,
	as: 'replaced' | 'withdrawn'
): Promise<number> {
	await tx
		.updateTable('rfi_submission')
		.set({ ended_as: as, ended_at: sql`clock_timestamp()`, ended_by: ctx.actor.personId, content: null })
		.where('answer_id', '=', answerId)
		.where('ended_at', 'is', null)
		.execute();
	return highestNumber(tx, answerId);
}

async function highestNumber(tx: Tx, answerId: string): Promise<number> {
	const row = await tx
		.selectFrom('rfi_submission')
		.select((eb) => eb.fn.max('number').as('highest'))
		.where('answer_id', '=', answerId)
		.executeTakeFirst();
	return row?.highest ?? 0;
}

async function insertSubmission(
	tx: Tx,
	ctx: Context,
	answerId: string,
	sent: { number: number; version: number; text: string; sha256: string; at: Date }
): Promise<Receipt> {
	const row = await tx
		.insertInto('rfi_submission')
		.values({
			answer_id: answerId,
			number: sent.number,
			rfi_version: sent.version,
			content: sent.text,
			sha256: sent.sha256,
			size: Buffer.byteLength(sent.text, 'utf8'),
			submitted_by: ctx.actor.personId,
			submitted_by_name: ctx.actor.name,
			submitted_at: sent.at
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return { submissionId: row.id, number: sent.number, sha256: sent.sha256, at: sent.at };
}

/** Marks the files that go with what was sent, and only those: the owner's readers reach no others. */
async function handOverFiles(tx: Tx, answerId: string, files: string[]): Promise<void> {
	await tx
		.updateTable('file')
		.set({ published_at: files.length > 0 ? sql`case when id = any(${uuids(files)}) then now() end` : null })
		.where('subject_kind', '=', 'rfi-answer')
		.where('subject_id', '=', answerId)
		.execute();
}

// In the organisation's own chain: the call's chain must not tell, before the deadline, who or how many answer.
async function auditOwn(
	tx: Tx,
	ctx: Context,
	organisationId: string,
	action: string,
	sent: Partial<Receipt>
) {
	await audit(tx, ctx.actor, {
		chain: `organisation:${organisationId}`,
		action,
		subject: `rfi_submission:${sent.submissionId}`,
		data: { sha256: sent.sha256, number: sent.number }
	});
}

/** May the name stand in the public list of who answered? Can be changed at any time. */
export async function setListed(ctx: Context, answerId: string, listed: boolean): Promise<void> {
	const row = await ctx.db
		.selectFrom('rfi_answer')
		.select('organisation_id')
		.where('id', '=', answerId)
		.executeTakeFirst();
	ctx.access.decided = true;
	const may = ctx.actor.memberships.some(
		(m) => m.organisationId === row?.organisation_id && m.role !== 'member'
	);
	if (!row || !may) throw new AppError('not-found', 'error.not-found');
	await ctx.db.transaction().execute(async (tx) => {
		await tx.updateTable('rfi_answer').set({ listed }).where('id', '=', answerId).execute();
		await audit(tx, ctx.actor, {
			chain: `organisation:${row.organisation_id}`,
			action: listed ? 'rfi.name-listed' : 'rfi.name-unlisted',
			subject: `rfi_answer:${answerId}`
		});
	});
}
