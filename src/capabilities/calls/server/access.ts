import { sql } from 'kysely';
import {
	accessInitiative,
	procureForInitiative,
	viewInitiative,
	workInInitiative,
	type Initiative,
	type Standing
} from '#capabilities/initiatives/index.ts';
import {
	authorize,
	can,
	definePermission,
	hasRoleIn,
	isSignedIn,
	type Actor,
	type Permission
} from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { contentSchema, type Content, type Source } from '../form.ts';

/** Where a call stands, by the database's clock. `questions`: both may still be sent; `answers`: only answers. */
export type CallState = 'draft' | 'questions' | 'answers' | 'closed' | 'cancelled';

/** A request for information with its initiative and what it says now. */
export interface Rfi {
	id: string;
	initiative: Initiative;
	draft: Content;
	revision: number;
	takenFrom: Source[];
	questionsUntil: Date | null;
	answersUntil: Date | null;
	/** The latest published version; null for a draft. */
	version: { number: number; content: Content; publishedAt: Date } | null;
	state: CallState;
	closedAt: Date | null;
}

/** Who may read what organisations answered: the team at work on it, and nobody who answered too. */
export interface AnswerReading {
	initiative: Initiative;
	/** Organisations with an answer in. */
	answering: readonly string[];
}
const READERS = ['coordinator', 'procurement-officer', 'editor', 'evaluator'] as const;
export const readAnswers = definePermission<AnswerReading>(
	'rfi.read-answers',
	(actor, { initiative, answering }) => {
		if (!isSignedIn(actor)) return 'error.sign-in';
		const works = initiative.roles.some((role) => (READERS as readonly string[]).includes(role));
		if (!works && !can(actor, procureForInitiative, initiative)) return 'error.forbidden';
		return answering.some((id) => hasRoleIn(actor, id)) ? 'rfi.error.answered-too' : null;
	}
);

/** An answer belongs to an organisation: its members draft it. */
export const draftAnswer = definePermission<string>('rfi.draft-answer', (actor, organisationId) =>
	hasRoleIn(actor, organisationId) ? null : 'error.not-found'
);

/** Drafting, publishing and answering questions about calls. */
export const manageCalls = definePermission<Standing>('rfi.manage', (actor: Actor, run: Standing) =>
	procureForInitiative.rule(actor, run)
);

/**
 * The only way from a URL to a call. A draft exists only for those who work in its initiative.
 * @param permission on the initiative, for what the caller is about to do; viewing by default
 */
export async function accessRfi(
	ctx: Context,
	slug: string,
	id: string,
	permission: Permission<Initiative> = viewInitiative
): Promise<Rfi> {
	const initiative = await accessInitiative(ctx, slug, viewInitiative);
	const rfi = await findRfi(ctx.db, id, initiative);
	if (!rfi || (!rfi.version && !can(ctx.actor, workInInitiative, initiative))) throw notFound();
	authorize(ctx, permission, initiative);
	return rfi;
}

/** A call with the state that the database's clock gives it at this moment. */
export async function findRfi(db: DbOrTx, id: string, initiative: Initiative): Promise<Rfi | null> {
	const row = await db
		.selectFrom('rfi as r')
		.leftJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.leftJoinLateral(
			(q) =>
				q
					.selectFrom('rfi_version')
					.select(['number', 'content', 'published_at'])
					.whereRef('rfi_id', '=', 'r.id')
					.orderBy('number', 'desc')
					.limit(1)
					.as('v'),
			(join) => join.onTrue()
		)
		.select(['r.id', 'r.draft', 'r.revision', 'r.taken_from', 'r.questions_until', 'r.answers_until'])
		.select(['v.number', 'v.content', 'v.published_at', 'c.closed_at'])
		.select(stateSql.as('state'))
		.where('r.id', '=', id)
		.where('r.initiative_id', '=', initiative.id)
		.executeTakeFirst();
	if (!row) return null;
	return {
		id: row.id,
		initiative,
		draft: toContent(row.draft),
		revision: row.revision,
		takenFrom: row.taken_from as unknown as Source[],
		questionsUntil: row.questions_until,
		answersUntil: row.answers_until,
		version: row.number
			? { number: row.number, content: toContent(row.content), publishedAt: row.published_at! }
			: null,
		state: row.state,
		closedAt: row.closed_at
	};
}

/** For queries over `rfi r` left joined with `rfi_closing c` and a version `v`. */
export const stateSql = sql<CallState>`case
	when c.closed_as = 'cancelled' then 'cancelled'
	when v.number is null then 'draft'
	when c.rfi_id is not null or r.answers_until < clock_timestamp() then 'closed'
	when r.questions_until < clock_timestamp() then 'answers'
	else 'questions' end`;

export function toContent(value: unknown): Content {
	return contentSchema.parse(value);
}
