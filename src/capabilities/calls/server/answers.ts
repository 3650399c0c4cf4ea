import { sql } from 'kysely';
import { AppError, refuse } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { defineFileOwner, storeFile } from '#platform/server/files/index.ts';
import { hasRoleIn } from '#platform/access/index.ts';
import type { Question } from '../form.ts';
import { isAnswered, type Value } from '../answer-rules.ts';
import { accessAnswer, readParts, type StoredPart } from './answer-access.ts';
import { lockRfi } from './lock.ts';
import { mayReadOpened } from './opened.ts';
import { shownMark } from './shown.ts';

/** One question's answer as it came from the form. */
export interface PartInput {
	question: string;
	/** Undefined leaves what is stored: a file that is neither replaced nor taken away. */
	value: Value | null | undefined;
	/** A newly chosen file; it wins over `value`. */
	file?: File;
	/** Words for those who cannot see it, where the file is a picture. */
	alt?: string;
	secret: boolean;
	secretReason: string | null;
	secretHarm: string | null;
	/** Of the stored part that the form showed; 0 when there was none. */
	revision: number;
	/** What the form showed, as shownMark gave it; left out where there was no form. */
	shown?: string;
}

/** A part that a colleague changed since the form was opened: nothing of it was written. */
export interface PartConflict {
	question: string;
	theirs: StoredPart;
}

export interface SavedDraft {
	answerId: string;
	at: Date;
	/** Present revision and mark by question, for the next save. */
	revisions: Record<string, number>;
	marks: Record<string, string>;
	/** Questions that were written now. */
	written: string[];
	conflicts: PartConflict[];
}

/**
 * Saves what changed of a draft, question by question, so that colleagues can write at the same time. What
 * somebody else changed meanwhile is left and given back. A draft takes anything; it is checked before sending.
 */
export async function saveAnswer(
	ctx: Context,
	slug: string,
	rfiId: string,
	organisationId: string,
	inputs: readonly PartInput[]
): Promise<SavedDraft> {
	const own = await accessAnswer(ctx, slug, rfiId, organisationId);
	return ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, rfiId, 'share');
		refuse(locked.takesAnswers ? null : 'rfi.error.answer-late');
		const answerId = own.id ?? (await beginAnswer(tx, ctx, rfiId, organisationId));
		await tx.selectFrom('rfi_answer').select('id').where('id', '=', answerId).forUpdate().execute();
		const stored = new Map((await readParts(tx, answerId)).map((part) => [part.question, part]));
		const conflicts: PartConflict[] = [];
		const written: string[] = [];
		for (const question of locked.version!.content.questions) {
			const input = inputs.find((candidate) => candidate.question === question.key);
			const before = stored.get(question.key);
			if (!input || isSame(input, before) || isUntouched(question, input)) continue;
			if ((before?.revision ?? 0) !== input.revision) {
				conflicts.push({ question: question.key, theirs: before! });
				continue;
			}
			await writePart(tx, ctx, { answerId, rfiVersion: locked.version!.number, question, input, before });
			written.push(question.key);
		}
		const parts = await readParts(tx, answerId);
		return {
			answerId,
			at: locked.now,
			revisions: Object.fromEntries(parts.map((part) => [part.question, part.revision])),
			marks: marksOf(locked.version!.content.questions, parts),
			written,
			conflicts
		};
	});
}

async function beginAnswer(tx: Tx, ctx: Context, rfiId: string, organisationId: string): Promise<string> {
	const row = await tx
		.insertInto('rfi_answer')
		.values({ rfi_id: rfiId, organisation_id: organisationId, created_by: ctx.actor.personId })
		.onConflict((c) => c.columns(['rfi_id', 'organisation_id']).doUpdateSet({ rfi_id: rfiId }))
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

/** Comes back as the form showed it: a colleague's later words are left alone. */
function isUntouched(question: Question, input: PartInput): boolean {
	if (input.shown === undefined || input.file) return false;
	const taken = question.kind === 'file' && input.value === null;
	return !taken && input.shown === shownMark(question, { ...input, value: input.value });
}

function marksOf(questions: readonly Question[], parts: readonly StoredPart[]): Record<string, string> {
	const byKey = new Map(parts.map((part) => [part.question, part]));
	return Object.fromEntries(
		questions.map((question) => [question.key, shownMark(question, byKey.get(question.key))])
	);
}

/** Nothing to write: as stored, or empty where nothing is stored. A part seen before the call changed counts as new. */
function isSame(input: PartInput, before: StoredPart | undefined): boolean {
	if (input.file) return false;
	if (!before) return !isAnswered(input.value) && !input.secret;
	return (
		(input.value === undefined || sameValue(input.value, before.value)) &&
		input.secret === before.secret &&
		(input.secretReason ?? '') === (before.secretReason ?? '') &&
		(input.secretHarm ?? '') === (before.secretHarm ?? '')
	);
}

function sameValue(a: Value | null, b: Value | null): boolean {
	if (!isAnswered(a) && !isAnswered(b)) return true;
	const plain = (value: Value | null) => JSON.stringify(value, Object.keys(value ?? {}).sort());
	return a?.kind === 'file' && b?.kind === 'file' ? a.file.id === b.file.id : plain(a) === plain(b);
}

interface PartToWrite {
	answerId: string;
	rfiVersion: number;
	question: Question;
	input: PartInput;
	before: StoredPart | undefined;
}

async function writePart(tx: Tx, ctx: Context, part: PartToWrite): Promise<void> {
	const { answerId, rfiVersion, question, input, before } = part;
	const changed = await valueOf(tx, ctx, answerId, question, input);
	const value = changed === undefined ? (before?.value ?? null) : changed;
	const fields = {
		value: value ? json(value) : null,
		secret: input.secret,
		secret_reason: input.secretReason,
		secret_harm: input.secretHarm,
		rfi_version: rfiVersion,
		updated_by: ctx.actor.personId
	};
	await tx
		.insertInto('rfi_answer_part')
		.values({ answer_id: answerId, question: question.key, ...fields })
		.onConflict((c) =>
			c
				.columns(['answer_id', 'question'])
				.doUpdateSet({ ...fields, revision: sql`rfi_answer_part.revision + 1`, updated_at: sql`now()` })
		)
		.execute();
}

async function valueOf(
	tx: Tx,
	ctx: Context,
	answerId: string,
	question: Question,
	{ file, alt, value }: PartInput
): Promise<Value | null | undefined> {
	if (question.kind !== 'file') return value;
	if (file) {
		const stored = storeFile(tx, ctx, { subjectKind: 'rfi-answer', subjectId: answerId, file, alt });
		const { id, name, size, sha256 } = await stored.catch((error: unknown) => {
			if (!(error instanceof AppError)) throw error;
			// Said beside the question that the file answers.
			const field = error.fields.alt ? `a.${question.key}` : `v.${question.key}`;
			throw new AppError(error.code, error.key, { params: error.params, fields: { [field]: error.key } });
		});
		return { kind: 'file', file: { id, name, size, sha256 } };
	}
	// Without a new file only taking the old one away is possible; a posted id would be somebody else's.
	if (value?.kind === 'file') throw new AppError('invalid', 'form.error.invalid');
	return value;
}

/** Says that an answer was read against the present version although its words stay as they are. */
export async function keepPart(
	ctx: Context,
	slug: string,
	rfiId: string,
	organisationId: string,
	question: string
): Promise<void> {
	const own = await accessAnswer(ctx, slug, rfiId, organisationId);
	if (!own.id) return;
	await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, rfiId, 'share');
		refuse(locked.takesAnswers ? null : 'rfi.error.answer-late');
		await tx
			.updateTable('rfi_answer_part')
			.set({ rfi_version: locked.version!.number })
			.where('answer_id', '=', own.id)
			.where('question', '=', question)
			.execute();
	});
}

// Files of an answer: its own organisation at any time, the owner's readers once it is opened and sent.
defineFileOwner('rfi-answer', async (ctx, answerId, file) => {
	const answer = await ctx.db
		.selectFrom('rfi_answer')
		.select(['organisation_id', 'rfi_id'])
		.where('id', '=', answerId)
		.executeTakeFirst();
	if (!answer) return false;
	if (hasRoleIn(ctx.actor, answer.organisation_id)) return true;
	// Handed over with a submission that counts: see handOverFiles.
	return file.published && mayReadOpened(ctx, answer.rfi_id);
});
