import { publishChallenge, recordDecision, writeChallenge } from '#capabilities/challenges/index.ts';
import type { TextField } from '#capabilities/challenges/form.ts';
import {
	answerTeamInvitation,
	inviteToTeam,
	myTeamInvitations,
	passGate,
	startInitiative,
	type TeamRole
} from '#capabilities/initiatives/index.ts';
import { day } from './clock.ts';
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
