import { publishChallenge, recordDecision, writeChallenge } from '#capabilities/challenges/index.ts';
import type { TextField } from '#capabilities/challenges/form.ts';
import {
	answerInsight,
	changeMany,
	mergeInsights,
	publishSummary,
	saveSummary,
	translateInsight,
	citeInsights,
	typeInPaper
} from '#capabilities/insights/index.ts';
import {
	answerTeamInvitation,
	inviteToTeam,
	myTeamInvitations,
	passGate,
	startInitiative,
	type TeamRole
} from '#capabilities/initiatives/index.ts';
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
import type { QuestionKind } from '#capabilities/calls/form.ts';
import {
	createWorkshop,
	publishMinutes,
	publishWorkshop,
	recordAttendance,
	registerForWorkshop,
	saveMinutes,
	updateWorkshop
} from '#capabilities/workshops/index.ts';
import { sql } from 'kysely';
import { at, day } from './clock.ts';
import type { Both, World } from './world.ts';

export interface Run {
	id: string;
	slug: string;
	/** Who coordinates. */
	lead: string;
	/** Who decides. */
	decider: string;
}

interface NewRun {
	organisation: string;
	lead: string;
	decider: string;
	title: Both;
	summary: Both;
	municipality?: string;
	county?: string;
	placeName?: string;
	themes: string[];
	team?: [person: string, role: TeamRole][];
	budgetMinor?: number;
}

export async function startRun(world: World, input: NewRun): Promise<Run> {
	const ctx = await world.as(input.lead);
	const { id, slug } = await startInitiative(ctx, {
		organisationId: world.org(input.organisation).id,
		title: input.title[0],
		summary: input.summary[0],
		municipality: input.municipality,
		county: input.county,
		placeName: input.placeName,
		themes: input.themes
	});
	const { describeInitiative } = await import('#capabilities/initiatives/index.ts');
	await describeInitiative(await world.as(input.lead, 'en'), slug, {
		title: input.title[1],
		titleWas: '',
		summary: input.summary[1],
		summaryWas: '',
		municipality: input.municipality,
		county: input.county,
		placeName: input.placeName,
		themes: input.themes,
		budgetMinor: input.budgetMinor ?? null
	});
	for (const [person, role] of input.team ?? []) await bringIn(world, input.lead, slug, person, role);
	return { id, slug, lead: input.lead, decider: input.decider };
}

/** Invited by address, and says yes. */
async function bringIn(
	world: World,
	lead: string,
	slug: string,
	person: string,
	role: TeamRole
): Promise<void> {
	const { email } = await world.db
		.selectFrom('person')
		.select('email')
		.where('id', '=', world.person(person))
		.executeTakeFirstOrThrow();
	await inviteToTeam(await world.as(lead), slug, { email, role });
	const ctx = await world.as(person);
	for (const { id } of await myTeamInvitations(ctx)) await answerTeamInvitation(ctx, id, 'yes');
}

interface ChallengeWords {
	texts: Partial<Record<TextField, Both>>;
	figures: { text: Both; source: string }[];
	budgetMinor?: number;
	decision: {
		body: string;
		paragraph?: string;
		diaryNumber: string;
		delegate?: string;
		delegationClause?: string;
	};
}

/** Worded in both languages, decided by the owner, published. */
export async function challenge(world: World, run: Run, words: ChallengeWords): Promise<void> {
	await world.inBoth(run.lead, (ctx, pick) => {
		const texts = Object.fromEntries(Object.entries(words.texts).map(([field, text]) => [field, pick(text)]));
		const figures = words.figures.map((figure) => ({ text: pick(figure.text), source: figure.source }));
		return writeChallenge(ctx, run.slug, {
			texts,
			figures,
			...(words.budgetMinor ? { budgetMinor: words.budgetMinor } : {})
		});
	});
	const { delegate, delegationClause, ...decision } = words.decision;
	await recordDecision(await world.as(run.decider), run.slug, {
		...decision,
		takenBy: delegate ? 'delegate' : 'body',
		delegate,
		delegationClause,
		decidedOn: day(0)
	});
	await publishChallenge(await world.as(run.lead), run.slug);
}

/** Goes on to the next phase; `reason` where a condition is not met. */
export async function next(world: World, run: Run, phase: string, reason?: string): Promise<void> {
	await passGate(await world.as(run.lead), run.slug, { phase, reason });
}

interface WorkshopWords {
	title: Both;
	about: Both;
	agenda: Both;
	inDays: number;
	from: string;
	to: string;
	placeName: string;
	address?: string;
	form?: 'on-site' | 'digital' | 'both';
	link?: string;
	capacity?: number;
	langs?: string[];
	accessibility?: Both;
	/** Names of organisations, and people with lived experience, who register. */
	organisations: string[];
	lived: number;
}

/** Written in both languages, published, with people registered. */
export async function workshop(world: World, run: Run, words: WorkshopWords): Promise<string> {
	const date = at(words.inDays, '').slice(0, 10);
	const input = (lang: 0 | 1) => ({
		textLang: (['sv', 'en'] as const)[lang],
		title: words.title[lang],
		form: words.form ?? 'on-site',
		startsAt: `${date}T${words.from}`,
		endsAt: `${date}T${words.to}`,
		placeName: words.placeName,
		address: words.address,
		link: words.link,
		capacity: words.capacity,
		langs: (words.langs ?? ['sv']) as never,
		about: words.about[lang],
		agenda: words.agenda[lang],
		prepare: undefined,
		accessibility: words.accessibility?.[lang]
	});
	const ctx = await world.as(run.lead);
	const { id } = await createWorkshop(ctx, run.slug, { ...input(0), afterwards: false } as never);
	const { rows } = await sql<{ revision: number }>`select revision from workshop where id = ${id}`.execute(
		world.db
	);
	await updateWorkshop(await world.as(run.lead, 'en'), run.slug, id, {
		...input(1),
		revision: rows[0]!.revision
	} as never);
	await publishWorkshop(ctx, run.slug, id);
	await register(world, run, id, words);
	return id;
}

const FIRST = [
	'Sara',
	'Emil',
	'Nora',
	'Viktor',
	'Elin',
	'Omar',
	'Greta',
	'Anton',
	'Leila',
	'Filip',
	'Selma',
	'Isak',
	'Tove',
	'Ali',
	'Märta',
	'Hugo',
	'Åsa',
	'Björn'
];
const LAST = [
	'Nyström',
	'Åberg',
	'Sjöholm',
	'Ahmadi',
	'Dahl',
	'Öster',
	'Grahn',
	'Bäck',
	'Mohamud',
	'Ståhl',
	'Ek',
	'Rydén'
];

async function register(world: World, run: Run, id: string, words: WorkshopWords): Promise<void> {
	const total = words.organisations.length + words.lived;
	for (let n = 0; n < total; n++) {
		const name = `${FIRST[(n * 5 + run.slug.length) % FIRST.length]} ${LAST[(n * 7 + run.slug.length) % LAST.length]}`;
		const key = words.organisations[n];
		await registerForWorkshop(world.visitor(`${run.slug}-${n}`), run.slug, id, {
			name,
			email: `deltagare${n + 1}@${run.slug.slice(0, 12)}.exempel.se`,
			...(key
				? { takesPartAs: 'organisation', organisationName: world.org(key).name }
				: { takesPartAs: 'lived-experience' })
		} as never);
	}
}

/** After it was held: everybody who registered came, and the minutes go out. */
export async function held(world: World, run: Run, id: string, minutes: Both): Promise<void> {
	const rows = await world.db
		.selectFrom('workshop_participant')
		.select('id')
		.where('workshop_id', '=', id)
		.execute();
	const ctx = await world.as(run.lead);
	await recordAttendance(ctx, run.slug, id, { present: rows.map((row) => row.id) } as never);
	for (const lang of [0, 1] as const) {
		const { rows: now } = await sql<{
			revision: number;
		}>`select revision from workshop where id = ${id}`.execute(world.db);
		await saveMinutes(await world.as(run.lead, (['sv', 'en'] as const)[lang]), run.slug, id, {
			textLang: (['sv', 'en'] as const)[lang],
			minutes: minutes[lang],
			revision: now[0]!.revision
		} as never);
	}
	await publishMinutes(ctx, run.slug, id);
}

export interface Heard {
	kind: 'observation' | 'need' | 'idea' | 'obstacle' | 'question';
	scope: 'local' | 'national';
	words: Both;
	theme: string;
	/** Others who said nearly the same. */
	alike?: string[];
}

/** What was said, typed in from paper, tagged, translated, and published with the summary that rests on it. */
export async function insights(
	world: World,
	run: Run,
	workshopId: string,
	heard: Heard[],
	summary: Both
): Promise<void> {
	const ctx = await world.as(run.lead);
	for (const one of heard) {
		await typeInPaper(ctx, run.slug, workshopId, {
			lines: [one.words[0], ...(one.alike ?? [])].join('\n'),
			kind: one.kind,
			scope: one.scope,
			lang: 'sv',
			table: undefined
		} as never);
	}
	const rows = await world.db
		.selectFrom('insight')
		.select(['id', 'words', 'wording'])
		.where('initiative_id', '=', run.id)
		.execute();
	const idOf = (words: string) => rows.find((row) => row.words === words)!.id;
	for (const one of heard) {
		const main = idOf(one.words[0]);
		await translateInsight(ctx, run.slug, main, {
			into: 'en',
			text: one.words[1],
			wording: rows.find((row) => row.id === main)!.wording
		});
		if (one.alike?.length) await mergeInsights(ctx, run.slug, [main, ...one.alike.map(idOf)], main);
	}
	for (const theme of new Set(heard.map((one) => one.theme))) {
		const insight = heard.filter((one) => one.theme === theme).map((one) => idOf(one.words[0]));
		await changeMany(ctx, run.slug, { insight, act: 'tag', theme } as never);
	}
	const all = heard.map((one) => idOf(one.words[0]));
	await changeMany(ctx, run.slug, { insight: all, act: 'publish' } as never);
	await citeInsights(ctx, run.slug, all.slice(0, 6));
	for (const lang of [0, 1] as const) {
		const { rows: draft } = await sql<{
			revision: number;
		}>`select revision from insight_summary where initiative_id = ${run.id} and published_at is null`.execute(
			world.db
		);
		const textLang = (['sv', 'en'] as const)[lang];
		await saveSummary(await world.as(run.lead, textLang), run.slug, {
			textLang,
			body: summary[lang],
			revision: draft[0]?.revision ?? 0
		});
	}
	await publishSummary(ctx, run.slug);
	await answerInsight(ctx, run.slug, all[0]!, {
		textLang: 'sv',
		outcome: 'Det här blev en av frågorna i vår RFI.'
	} as never);
}

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
	} as never);
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
		const key = await saveQuestion(ctx, run.slug, id, null, (await input(0)) as never);
		await saveQuestion(await world.as(run.lead, 'en'), run.slug, id, key, (await input(1)) as never);
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
	values: unknown[],
	send = true
): Promise<void> {
	const ctx = await world.as(who);
	const organisationId = world.org(organisation).id;
	const parts = values.flatMap((value, n) =>
		value === undefined
			? []
			: [{ question: call.keys[n]!, value, secret: false, secretReason: null, secretHarm: null, revision: 0 }]
	);
	await saveAnswer(ctx, run.slug, call.id, organisationId, parts as never);
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
