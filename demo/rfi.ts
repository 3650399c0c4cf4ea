import type { Value } from '#capabilities/calls/answer-rules.ts';
import type { QuestionKind } from '#capabilities/calls/form.ts';
import {
	createRfi,
	openAnswers,
	previewAnswer,
	publishRfi,
	publishSummary as publishRfiSummary,
	saveAbout,
	saveAnswer,
	saveQuestion,
	saveSummary as saveRfiSummary,
	saveTexts,
	setDeadlines,
	submitAnswer
} from '#capabilities/calls/index.ts';
import { at } from './clock.ts';
import type { Run } from './steps.ts';
import type { Both, World } from './world.ts';

interface RfiWords {
	title: Both;
	background: Both;
	desiredEffect: Both;
	targetGroup: Both;
	notSought: Both;
	next: Both;
	contact: { name: string; email: string };
	questions: {
		kind: QuestionKind;
		label: Both;
		minutes: number;
		required?: boolean;
		unit?: Both;
		options?: Both;
	}[];
	/** Days until the deadlines for questions and for answers. */
	questionsIn: number;
	answersIn: number;
}

export interface Rfi {
	id: string;
	keys: string[];
}

/** Written in both languages and published. */
export async function rfi(world: World, run: Run, words: RfiWords): Promise<Rfi> {
	const ctx = await world.as(run.lead);
	const id = await createRfi(ctx, run.slug);
	const revision = async () =>
		(await world.db.selectFrom('rfi').select('revision').where('id', '=', id).executeTakeFirstOrThrow())
			.revision;
	await world.inBoth(run.lead, async (own, pick) =>
		saveTexts(own, run.slug, id, {
			title: pick(words.title),
			background: pick(words.background),
			desiredEffect: pick(words.desiredEffect),
			targetGroup: pick(words.targetGroup),
			notSought: pick(words.notSought),
			next: pick(words.next),
			revision: await revision()
		})
	);
	await saveAbout(ctx, run.slug, id, {
		contactName: words.contact.name,
		contactEmail: words.contact.email,
		langs: ['sv', 'en'],
		cpv: [],
		revision: await revision()
	});
	const keys: string[] = [];
	for (const question of words.questions) {
		const input = async (lang: 0 | 1) => ({
			kind: question.kind,
			label: question.label[lang],
			unit: question.unit?.[lang],
			options: question.options?.[lang],
			required: question.required ?? false,
			insights: [],
			minutes: question.minutes,
			revision: await revision()
		});
		const key = await saveQuestion(ctx, run.slug, id, null, await input(0));
		await saveQuestion(await world.as(run.lead, 'en'), run.slug, id, key, await input(1));
		keys.push(key);
	}
	await setDeadlines(ctx, run.slug, id, {
		questionsUntil: at(words.questionsIn, '15:00'),
		answersUntil: at(words.answersIn, '15:00')
	});
	await publishRfi(ctx, run.slug, id, await revision());
	return { id, keys };
}

/** An organisation writes its answer; `send` sends it too. */
export async function answer(
	world: World,
	run: Run,
	call: Rfi,
	who: string,
	organisation: string,
	values: (Value | undefined)[],
	send = true
): Promise<void> {
	const ctx = await world.as(who);
	const organisationId = world.org(organisation).id;
	const parts = values.flatMap((value, n) =>
		value === undefined
			? []
			: [{ question: call.keys[n]!, value, secret: false, secretReason: null, secretHarm: null, revision: 0 }]
	);
	await saveAnswer(ctx, run.slug, call.id, organisationId, parts);
	if (!send) return;
	const { fingerprint } = await previewAnswer(ctx, run.slug, call.id, organisationId);
	await submitAnswer(ctx, run.slug, call.id, organisationId, { fingerprint, listed: true });
}

/** After the deadline: read, summed up, told. */
export async function sumUpRfi(world: World, run: Run, call: Rfi, heard: Both, changes: Both): Promise<void> {
	const ctx = await world.as(run.lead);
	await openAnswers(ctx, run.slug, call.id);
	const revision = async () =>
		(
			await world.db
				.selectFrom('rfi_summary')
				.select('revision')
				.where('rfi_id', '=', call.id)
				.executeTakeFirst()
		)?.revision ?? 1;
	await world.inBoth(run.lead, async (own, pick) =>
		saveRfiSummary(own, run.slug, call.id, {
			heard: pick(heard),
			changes: pick(changes),
			revision: await revision()
		})
	);
	await publishRfiSummary(ctx, run.slug, call.id, await revision());
}
