import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { accessInitiative, createActivity, type Initiative } from '#capabilities/initiatives/index.ts';
import { AppError, notFound, refuse } from '#platform/errors/index.ts';
import { newText, writeText, type LocalText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/lang.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import {
	TEXT_PARTS,
	type AboutInput,
	type Content,
	type DeadlinesInput,
	type Question,
	type QuestionInput,
	type TextsInput
} from '../form.ts';
import { bankQuestion } from '../bank.ts';
import { deadlinesProblem } from '../rules.ts';
import { accessRfi, manageCalls } from './access.ts';
import { lockRfi, sameRevision } from './lock.ts';
import { gatherSources } from './sources.ts';

/** Begins a call from what the initiative has published: challenge and insights. Gives its id. */
export async function createRfi(ctx: Context, slug: string): Promise<string> {
	const initiative = await accessInitiative(ctx, slug, manageCalls);
	const { content, takenFrom } = await gatherSources(ctx, initiative);
	return ctx.db.transaction().execute(async (tx) => {
		const id = await createActivity(tx, ctx, {
			initiativeId: initiative.id,
			kind: 'rfi',
			title: content.title
		});
		await insertRfi(tx, ctx, initiative, { id, content, takenFrom });
		await audit(tx, ctx.actor, { chain: `call:${id}`, action: 'rfi.begun', subject: `rfi:${id}` });
		return id;
	});
}

async function insertRfi(
	tx: Tx,
	ctx: Context,
	initiative: Initiative,
	rfi: { id: string; content: Content; takenFrom: unknown[] }
): Promise<void> {
	await tx
		.insertInto('rfi')
		.values({
			id: rfi.id,
			initiative_id: initiative.id,
			draft: json(rfi.content),
			taken_from: json(rfi.takenFrom),
			created_by: ctx.actor.personId
		})
		.execute();
}

/** Rewrites the draft under its version check. Nothing of it shows to the public before publication. */
export async function editDraft(
	ctx: Context,
	slug: string,
	id: string,
	revision: number,
	change: (content: Content) => Content
): Promise<number> {
	await accessRfi(ctx, slug, id, manageCalls);
	return ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		refuse(locked.ended || (locked.version && !locked.takesAnswers) ? 'rfi.error.closed' : null);
		sameRevision(locked, revision);
		const row = await tx
			.updateTable('rfi')
			.set({ draft: json(change(locked.draft)), revision: revision + 1, updated_at: sql`now()` })
			.where('id', '=', id)
			.returning('revision')
			.executeTakeFirstOrThrow();
		return row.revision;
	});
}

/** One language of the texts. */
export function saveTexts(ctx: Context, slug: string, id: string, input: TextsInput): Promise<number> {
	return editDraft(ctx, slug, id, input.revision, (content) => ({
		...content,
		title: writeText(content.title, ctx.lang, input.title),
		...Object.fromEntries(TEXT_PARTS.map((part) => [part, putText(content[part], ctx.lang, input[part])]))
	}));
}

/** Contact, languages of answers and CPV codes. */
export function saveAbout(ctx: Context, slug: string, id: string, input: AboutInput): Promise<number> {
	return editDraft(ctx, slug, id, input.revision, (content) => ({
		...content,
		contact: { name: input.contactName, email: input.contactEmail, phone: input.contactPhone ?? '' },
		langs: input.langs,
		cpv: [...new Set(input.cpv)]
	}));
}

/** Adds a question last (`key` null) or rewrites one in the asker's language. Gives its key. */
export async function saveQuestion(
	ctx: Context,
	slug: string,
	id: string,
	key: string | null,
	input: QuestionInput
): Promise<string> {
	const found = key ?? newKey();
	await editDraft(ctx, slug, id, input.revision, (content) => {
		const old = content.questions.find((question) => question.key === found);
		if (key && !old) throw notFound();
		const question = toQuestion(ctx.lang, found, input, old);
		const questions = old
			? content.questions.map((other) => (other.key === found ? question : other))
			: [...content.questions, question];
		if (questions.length > 60) throw new AppError('invalid', 'rfi.error.too-many-questions');
		return { ...content, questions };
	});
	return found;
}

export function moveQuestion(
	ctx: Context,
	slug: string,
	id: string,
	input: { key: string; move: 'up' | 'down' | 'remove'; revision: number }
): Promise<number> {
	return editDraft(ctx, slug, id, input.revision, (content) => {
		const questions = [...content.questions];
		const at = questions.findIndex((question) => question.key === input.key);
		if (at < 0) throw notFound();
		const [question] = questions.splice(at, 1);
		const to = input.move === 'up' ? Math.max(0, at - 1) : at + 1;
		if (input.move !== 'remove') questions.splice(to, 0, question!);
		return { ...content, questions };
	});
}

/** Adds standard questions from the bank, in both languages. */
export function pickFromBank(
	ctx: Context,
	slug: string,
	id: string,
	input: { pick: string[]; revision: number }
): Promise<number> {
	return editDraft(ctx, slug, id, input.revision, (content) => {
		const picked = input.pick.flatMap((name) => bankQuestion(name, newKey(), ctx.lang) ?? []);
		return { ...content, questions: [...content.questions, ...picked].slice(0, 60) };
	});
}

/** Sets the deadlines of a draft. Times are Swedish local ones. */
export async function setDeadlines(
	ctx: Context,
	slug: string,
	id: string,
	input: DeadlinesInput
): Promise<void> {
	await accessRfi(ctx, slug, id, manageCalls);
	refuse(deadlinesProblem(input.questionsUntil, input.answersUntil), 'invalid');
	await ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, id, 'update');
		refuse(locked.version ? 'rfi.error.published' : null);
		const times = await swedishTimes(tx, input);
		refuse(times.questionsUntil <= locked.now ? 'rfi.error.deadline-past' : null, 'invalid');
		await tx
			.updateTable('rfi')
			.set({ questions_until: times.questionsUntil, answers_until: times.answersUntil })
			.where('id', '=', id)
			.execute();
	});
}

/** Swedish local times as instants; the database knows summer time. */
export async function swedishTimes(
	db: DbOrTx,
	input: { questionsUntil: string; answersUntil: string }
): Promise<{ questionsUntil: Date; answersUntil: Date }> {
	const { rows } = await sql<{ questionsUntil: Date; answersUntil: Date }>`
		select ${input.questionsUntil}::timestamp at time zone 'Europe/Stockholm' as "questionsUntil",
			${input.answersUntil}::timestamp at time zone 'Europe/Stockholm' as "answersUntil"`.execute(db);
	return rows[0]!;
}

/** A text with one language rewritten; an emptied original empties the whole, an emptied translation itself. */
export function putText(value: LocalText | null, lang: Lang, text: string | undefined): LocalText | null {
	if (text) return writeText(value, lang, text);
	if (!value || value.o === lang) return null;
	const t = { ...value.t };
	delete t[lang];
	return { ...value, t };
}

function toQuestion(lang: Lang, key: string, input: QuestionInput, old: Question | undefined): Question {
	const choice = input.kind === 'one' || input.kind === 'several';
	const options = choice ? toOptions(lang, input.options ?? '', old?.options ?? []) : [];
	if (choice && options.length < 2)
		throw new AppError('invalid', 'form.error.failed', { fields: { options: 'rfi.error.options' } });
	return {
		key,
		kind: input.kind,
		label: old ? writeText(old.label, lang, input.label) : newText(lang, input.label),
		help: putText(old?.help ?? null, lang, input.help),
		unit: input.kind === 'number' ? putText(old?.unit ?? null, lang, input.unit) : null,
		options,
		required: input.required,
		minutes: input.minutes,
		insights: input.insights
	};
}

/** Lines become choices. A line in the same place keeps its key and its other languages. */
function toOptions(lang: Lang, typed: string, old: Question['options']): Question['options'] {
	const lines = typed.split('\n').map((line) => line.trim());
	const labels = [...new Set(lines.filter(Boolean))].slice(0, 20);
	const same = labels.map((label) => old.find((option) => option.label.t[lang] === label));
	return labels.map((label, index) => {
		const free = old[index] && !same.includes(old[index]) ? old[index] : undefined;
		const from = same[index] ?? free;
		return {
			key: from?.key ?? newKey(),
			label: from ? writeText(from.label, lang, label) : newText(lang, label)
		};
	});
}

function newKey(): string {
	return randomBytes(5).toString('hex').slice(0, 8);
}
