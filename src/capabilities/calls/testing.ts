import { sql } from 'kysely';
import type { Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import {
	makeInitiative,
	makeOrganisation,
	makePerson,
	type MadeInitiative
} from '#capabilities/initiatives/testing.ts';
import type { Value } from './answer-rules.ts';
import { saveAnswer, type PartInput } from './server/answers.ts';
import { createRfi, saveQuestion, saveTexts, setDeadlines } from './server/draft.ts';
import { publishRfi } from './server/publish.ts';
import { previewAnswer, submitAnswer, type Receipt } from './server/submit.ts';

// What tests of calls need before they can begin. Only tests import this file.

export interface MadeCall {
	id: string;
	slug: string;
	made: MadeInitiative;
	/** Procures for the owner. */
	ctx: Context;
	/** Keys of its questions: a long text (required), a number and a yes or no. */
	keys: { long: string; number: string; yesNo: string };
}

/** A complete draft, and by default a published call with a month to answer. */
export async function makeCall(
	db: Db,
	options: { published?: boolean; title?: string } = {}
): Promise<MadeCall> {
	const made = await makeInitiative(db, { published: true, title: options.title });
	const { ctx } = made.coordinator;
	const id = await createRfi(ctx, made.slug);
	await saveTexts(ctx, made.slug, id, {
		title: options.title ?? 'Hur möter vi familjer tidigare?',
		background: 'Stödet kommer ofta för sent.',
		desiredEffect: 'Fler barn får hjälp i tid.',
		next: 'Vi läser och berättar i juni.',
		revision: 1
	});
	const add = (kind: 'long' | 'number' | 'yes-no', label: string, required: boolean, revision: number) =>
		saveQuestion(ctx, made.slug, id, null, { kind, label, required, minutes: 5, insights: [], revision });
	const long = await add('long', 'Hur skulle ni göra?', true, 2);
	const number = await add('number', 'Vad kostar det?', false, 3);
	const yesNo = await add('yes-no', 'Har det prövats?', false, 4);
	await setDeadlines(ctx, made.slug, id, await localDeadlines(db));
	if (options.published ?? true) await publishRfi(ctx, made.slug, id, 5);
	return { id, slug: made.slug, made, ctx, keys: { long, number, yesNo } };
}

async function localDeadlines(db: Db) {
	const { rows } = await sql<{ questionsUntil: string; answersUntil: string }>`select
		to_char((now() + interval '14 days') at time zone 'Europe/Stockholm', 'YYYY-MM-DD"T"15:00') as "questionsUntil",
		to_char((now() + interval '30 days') at time zone 'Europe/Stockholm', 'YYYY-MM-DD"T"15:00') as "answersUntil"`.execute(
		db
	);
	return rows[0]!;
}

export interface MadeAnswerer {
	organisationId: string;
	name: string;
	/** A representative. */
	ctx: Context;
	personId: string;
}

export async function makeAnswerer(
	db: Db,
	options: {
		name?: string;
		sector?: string;
		claimed?: boolean;
		role?: 'member' | 'representative' | 'decision-maker';
	} = {}
): Promise<MadeAnswerer> {
	const organisation = await makeOrganisation(db, {
		name: options.name,
		sector: options.sector ?? 'civil-society'
	});
	if (options.claimed ?? true) {
		await db
			.updateTable('organisation')
			.set({ claimed_at: new Date() })
			.where('id', '=', organisation.id)
			.execute();
	}
	const member = [{ organisationId: organisation.id, role: options.role ?? ('representative' as const) }];
	const person = await makePerson(db, { name: 'Sam Svarare', member });
	return { organisationId: organisation.id, name: organisation.name, ctx: person.ctx, personId: person.id };
}

export function textPart(question: string, text: string, rest: Partial<PartInput> = {}): PartInput {
	return part(question, { kind: 'text', text }, rest);
}

export function part(question: string, value: Value | null, rest: Partial<PartInput> = {}): PartInput {
	return { question, value, secret: false, secretReason: null, secretHarm: null, revision: 0, ...rest };
}

/** Drafts and sends an answer to the required question. */
export async function sendAnswer(
	call: MadeCall,
	who: MadeAnswerer,
	text: string,
	options: { listed?: boolean; rest?: Partial<PartInput> } = {}
): Promise<Receipt> {
	await saveAnswer(who.ctx, call.slug, call.id, who.organisationId, [
		textPart(call.keys.long, text, options.rest)
	]);
	return submitNow(call, who, options.listed ?? false);
}

export async function submitNow(call: MadeCall, who: MadeAnswerer, listed = false): Promise<Receipt> {
	const { fingerprint } = await previewAnswer(who.ctx, call.slug, call.id, who.organisationId);
	return submitAnswer(who.ctx, call.slug, call.id, who.organisationId, { fingerprint, listed });
}

/** Moves the call's deadlines so that the one for answers lies this many milliseconds ahead (or behind). */
export async function deadlineIn(db: Db, id: string, ms: number): Promise<void> {
	await sql`update rfi set
		questions_until = clock_timestamp() + make_interval(secs => ${ms / 1000}) - interval '1 day',
		answers_until = clock_timestamp() + make_interval(secs => ${ms / 1000}) where id = ${id}`.execute(db);
}
