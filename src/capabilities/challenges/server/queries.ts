import { can } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { defineFileOwner } from '#platform/server/files/index.ts';
import type { Context } from '#platform/server/context.ts';
import {
	accessInitiative,
	accessInitiativeById,
	decideForInitiative,
	editInitiative,
	facilitateInitiative,
	leadInitiative,
	workInInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { defineCommentSubject } from '#capabilities/comments/index.ts';
import type { Content, Part } from '../form.ts';
import { lackingIn, sameOriginal, withLaterTranslations } from '../rules.ts';
import { requestsOf, type PartRequest } from './ask.ts';
import { decisionsOf, publicationOf, type Decision } from './decide.ts';
import { challengeOf, partsToWrite, versionsOf, type Challenge, type Version } from './store.ts';

export interface ChallengeDesk {
	run: Initiative;
	challenge: Challenge;
	versions: Version[];
	decision: Decision | null;
	publication: { versionId: string; number: number; at: Date } | null;
	requests: PartRequest[];
	lacking: ReturnType<typeof lackingIn>;
	/** Parts that the asker may write. */
	mayWrite: readonly Part[];
	mayEdit: boolean;
	mayDecide: boolean;
	mayPublish: boolean;
	/** The working copy says something else than what was decided, or published. */
	changedSinceDecision: boolean;
	changedSincePublication: boolean;
}

/** Everything the team sees of its challenge. */
export async function challengeDesk(ctx: Context, slug: string): Promise<ChallengeDesk> {
	const run = await accessInitiative(ctx, slug, workInInitiative);
	const challenge = await challengeOf(ctx.db, run.id);
	const versions = await versionsOf(ctx.db, challenge.id);
	const [decision] = await decisionsOf(ctx.db, challenge.id);
	const published = await publicationOf(ctx.db, challenge.id);
	const byId = (id: string | undefined) => versions.find((version) => version.id === id);
	const differs = (version: Version | undefined) =>
		version !== undefined && !sameOriginal(version, challenge);
	return {
		run,
		challenge,
		versions,
		decision: decision ?? null,
		publication: published
			? { versionId: published.versionId, number: byId(published.versionId)!.number, at: published.at }
			: null,
		requests: await requestsOf(ctx.db, challenge.id),
		lacking: lackingIn(challenge.content),
		mayWrite: await partsToWrite(ctx, run, challenge.id),
		mayEdit: can(ctx.actor, editInitiative, run) && !run.closedAt,
		mayDecide: can(ctx.actor, decideForInitiative, run) && !run.closedAt,
		mayPublish: can(ctx.actor, leadInitiative, run) && !run.closedAt,
		changedSinceDecision: differs(byId(decision?.versionId)),
		changedSincePublication: differs(byId(published?.versionId))
	};
}

export interface PublicChallenge {
	run: Initiative;
	id: string;
	content: Content;
	budgetMinor: number | null;
	number: number;
	publishedAt: Date;
	firstPublishedAt: Date;
	decision: Decision | null;
	/** What is published says something else than what was decided. */
	changedAfterDecision: boolean;
}

/** The challenge as everybody may read it. @throws not-found before it is published */
export async function publicChallenge(ctx: Context, slug: string): Promise<PublicChallenge> {
	const run = await accessInitiative(ctx, slug);
	const found = await readPublished(ctx, run);
	if (!found) throw notFound();
	return found;
}

/** The same for a page that shows a part of it; null before it is published. */
export async function readPublished(ctx: Context, run: Initiative): Promise<PublicChallenge | null> {
	const challenge = await challengeOf(ctx.db, run.id).catch(() => null);
	const published = challenge && (await publicationOf(ctx.db, challenge.id));
	if (!published) return null;
	const [versions, [decision]] = await Promise.all([
		versionsOf(ctx.db, challenge.id),
		decisionsOf(ctx.db, challenge.id)
	]);
	const version = versions.find((candidate) => candidate.id === published.versionId)!;
	const decided = versions.find((candidate) => candidate.id === decision?.versionId);
	return {
		run,
		id: challenge.id,
		content: withLaterTranslations(version.content, challenge.content),
		budgetMinor: version.budgetMinor,
		number: version.number,
		publishedAt: published.at,
		firstPublishedAt: published.firstAt,
		decision: decision ?? null,
		changedAfterDecision: decided !== undefined && !sameOriginal(decided, version)
	};
}

/** Versions that the asker may compare: all for the team, those decided or published for others. */
export async function readableVersions(
	ctx: Context,
	slug: string
): Promise<{ run: Initiative; versions: Version[] }> {
	const run = await accessInitiative(ctx, slug);
	const challenge = await challengeOf(ctx.db, run.id);
	const versions = await versionsOf(ctx.db, challenge.id);
	if (can(ctx.actor, workInInitiative, run)) return { run, versions };
	const published = await ctx.db
		.selectFrom('challenge_publication')
		.select('version_id')
		.where('challenge_id', '=', challenge.id)
		.execute();
	if (published.length === 0) throw notFound();
	const decisions = await decisionsOf(ctx.db, challenge.id);
	const open = new Set([...published.map((p) => p.version_id), ...decisions.map((d) => d.versionId)]);
	return { run, versions: versions.filter((version) => open.has(version.id)) };
}

// Minutes are public once the initiative is; before that they are the team's.
defineFileOwner('challenge', async (ctx, challengeId) => {
	const row = await ctx.db
		.selectFrom('challenge')
		.select('initiative_id')
		.where('id', '=', challengeId)
		.executeTakeFirst();
	return row
		? accessInitiativeById(ctx, row.initiative_id).then(
				() => true,
				() => false
			)
		: false;
});

// Whoever can read the published challenge may comment on it; those who run its dialogue moderate.
defineCommentSubject('challenge', async (ctx, challengeId) => {
	const row = await ctx.db
		.selectFrom('challenge')
		.select('initiative_id')
		.where('id', '=', challengeId)
		.executeTakeFirst();
	if (!row) throw notFound();
	const run = await accessInitiativeById(ctx, row.initiative_id);
	if (!(await publicationOf(ctx.db, challengeId))) throw notFound();
	return {
		initiativeId: run.id,
		title: run.title,
		path: `/initiatives/${run.slug}/challenge`,
		mayModerate: can(ctx.actor, facilitateInitiative, run)
	};
});
