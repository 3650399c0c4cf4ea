import { accessInitiative } from '#capabilities/initiatives/index.ts';
import { authorize, isSignedIn, type MembershipRole } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Part, Value } from '../answer-rules.ts';
import { mayDraft, type MayAnswer } from '../rules.ts';
import { accessRfi, draftAnswer, type Rfi } from './access.ts';

/** An organisation's answer as its own members see it. */
export interface OwnAnswer {
	rfi: Rfi;
	organisation: { id: string; name: string; slug: string; claimed: boolean };
	/** Null until something was saved. */
	id: string | null;
	listed: boolean;
	parts: StoredPart[];
	/** The submission that counts now, if one is in. */
	present: { id: string; number: number; at: Date; sha256: string } | null;
	facts: MayAnswer;
}

export interface StoredPart extends Part {
	updatedAt: Date;
	updatedByName: string | null;
}

/** The team's roles whose work on the call keeps a person from answering it for somebody else. */
const AT_WORK = ['coordinator', 'procurement-officer', 'editor', 'evaluator'];

/**
 * The only way to an answer before it is opened: for members of its organisation. Others learn nothing, not
 * even whether there is one. @throws the reason in words where a member may not answer this call
 */
export async function accessAnswer(
	ctx: Context,
	slug: string,
	rfiId: string,
	organisationId: string
): Promise<OwnAnswer> {
	await accessInitiative(ctx, slug);
	const rfi = await accessRfi(ctx, slug, rfiId);
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	const role = roleIn(ctx, organisationId);
	if (!rfi.version || !role) throw notFound();
	authorize(ctx, draftAnswer, organisationId);
	const organisation = await findOrganisation(ctx.db, organisationId);
	const facts: MayAnswer = {
		ownerId: rfi.initiative.organisationId,
		organisationId,
		claimed: organisation.claimed,
		onTeam: rfi.initiative.roles.some((held) => AT_WORK.includes(held)),
		role
	};
	const reason = mayDraft(facts);
	if (reason) throw new AppError('forbidden', reason);
	return { rfi, organisation, facts, ...(await readAnswer(ctx.db, rfiId, organisationId)) };
}

function roleIn(ctx: Context, organisationId: string): MembershipRole | null {
	const roles = ctx.actor.memberships.filter((m) => m.organisationId === organisationId).map((m) => m.role);
	return (
		(['decision-maker', 'representative', 'member'] as const).find((role) => roles.includes(role)) ?? null
	);
}

async function findOrganisation(db: DbOrTx, id: string): Promise<OwnAnswer['organisation']> {
	const row = await db
		.selectFrom('organisation')
		.select(['id', 'name', 'slug', 'claimed_at'])
		.where('id', '=', id)
		.executeTakeFirst();
	if (!row) throw notFound();
	return { id: row.id, name: row.name, slug: row.slug, claimed: row.claimed_at !== null };
}

/** An organisation's answer to a call, or an empty one. */
export async function readAnswer(
	db: DbOrTx,
	rfiId: string,
	organisationId: string
): Promise<Pick<OwnAnswer, 'id' | 'listed' | 'parts' | 'present'>> {
	const answer = await db
		.selectFrom('rfi_answer')
		.select(['id', 'listed'])
		.where('rfi_id', '=', rfiId)
		.where('organisation_id', '=', organisationId)
		.executeTakeFirst();
	if (!answer) return { id: null, listed: false, parts: [], present: null };
	const submission = await db
		.selectFrom('rfi_submission')
		.select(['id', 'number', 'submitted_at', 'sha256'])
		.where('answer_id', '=', answer.id)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	const present = submission
		? { id: submission.id, number: submission.number, at: submission.submitted_at, sha256: submission.sha256 }
		: null;
	return { id: answer.id, listed: answer.listed, parts: await readParts(db, answer.id), present };
}

export async function readParts(db: DbOrTx, answerId: string): Promise<StoredPart[]> {
	const rows = await db
		.selectFrom('rfi_answer_part as p')
		.leftJoin('person as w', 'w.id', 'p.updated_by')
		.selectAll('p')
		.select('w.name')
		.where('p.answer_id', '=', answerId)
		.execute();
	return rows.map((row) => ({
		question: row.question,
		value: row.value as Value | null,
		secret: row.secret,
		secretReason: row.secret_reason,
		secretHarm: row.secret_harm,
		rfiVersion: row.rfi_version,
		revision: row.revision,
		updatedAt: row.updated_at,
		updatedByName: row.name
	}));
}
